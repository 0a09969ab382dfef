"use client";

import { useMemo, useState } from "react";
import { importFormatNames } from "#engine/core/import/import-notes.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { accountingText, marksOf } from "./accounting.ts";
import { CreateDraft } from "./create-draft.tsx";
import { ElementList } from "./element-list.tsx";
import type { GivenFile } from "./given-file.ts";
import type { Reading } from "./import-page.tsx";
import classes from "./import.module.css";

export interface ReadReportProps {
  readonly reading: Reading;
  readonly file: GivenFile;
  /** Where the way goes on elsewhere than in the designer. */
  readonly onCreated?: (flowId: string) => void;
}

/** What was recognized, the flow it gives, what became of each element, and the way on. */
export function ReadReport({ reading, file, onCreated }: ReadReportProps) {
  const { document, layout, elements, connections, format } = reading;
  const [selected, setSelected] = useState<string>();
  const graph = useMemo(() => buildFlowGraph(document, layout, nodeDefinitions), [document, layout]);
  const marks = useMemo(() => marksOf(elements), [elements]);
  return (
    <>
      <header className={classes["summary"]}>
        <h2 className={classes["heading"]}>
          {importFormatNames[format]}: {document.name}
        </h2>
        <p className={classes["lead"]}>{accountingText(elements)}</p>
        {connections.length === 0 ? null : (
          <p className={classes["quiet"]}>
            It uses these connections, which are to be set up here: <span className="mono">{connections.join(", ")}</span>
          </p>
        )}
      </header>
      <div className={classes["columns"]}>
        <div className={classes["main"]}>
          <section className={classes["preview"]} aria-label="Preview of the flow">
            <LazyFlowCanvas graph={graph} selected={selected} onSelect={setSelected} marks={marks} />
          </section>
          <ElementList elements={elements} selected={selected} onSelect={setSelected} />
        </div>
        <CreateDraft reading={reading} file={file} {...(onCreated && { onCreated })} />
      </div>
    </>
  );
}
