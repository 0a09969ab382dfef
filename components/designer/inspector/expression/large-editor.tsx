"use client";

import { Modal } from "@mantine/core";
import type { Evaluation } from "#engine/core/expression/evaluate-on-sample.ts";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";
import { FormatButton } from "#components/shared/monaco/format-button.tsx";
import { JsonataEditor } from "#components/shared/monaco/jsonata-editor.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import classes from "./large-editor.module.css";
import frame from "../field-frame.module.css";
import { LiveValue } from "./live-value.tsx";

interface LargeEditorProps {
  readonly title: string;
  readonly source: string;
  readonly scope: ExpressionScope | undefined;
  readonly evaluation: Evaluation | undefined;
  readonly readOnly: boolean;
  readonly onChange: (source: string) => void;
  readonly onClose: () => void;
}

/** Room for an expression of many lines, with its whole value beside it. Loaded when it is first opened. */
export function LargeEditor({ title, source, scope, evaluation, readOnly, onChange, onClose }: LargeEditorProps) {
  const value = evaluation?.ok ? evaluation.value : undefined;
  return (
    <Modal opened onClose={onClose} title={title} size="90rem">
      <div className={classes["columns"]}>
        <div className={classes["value"]}>
          <div className={classes["head"]}>
            <h3 className={frame["label"]}>Expression</h3>
            {readOnly ? null : <FormatButton source={source} onFormat={onChange} />}
          </div>
          <JsonataEditor value={source} onChange={onChange} scope={scope} label={title} readOnly={readOnly} height="60vh" />
        </div>
        <div className={classes["value"]}>
          <h3 className={frame["label"]}>On sample data</h3>
          {value === undefined ? <LiveValue id="large-value" evaluation={evaluation} /> : <JsonTree value={value} what="value" />}
        </div>
      </div>
    </Modal>
  );
}
