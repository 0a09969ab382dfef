"use client";

import { Button, Loader } from "@mantine/core";
import { IconBan, IconCheck, IconCircleDashed, IconFileCheck, IconRefresh, type Icon } from "@tabler/icons-react";
import { importFormatNames } from "#engine/core/import/import-notes.ts";
import { Link } from "#components/ui/link.tsx";
import { accountingText } from "./accounting.ts";
import { batchText, type BatchFile, type BatchState } from "./import-batch.ts";
import classes from "./import.module.css";
import type { ImportBatch } from "./use-import-batch.ts";

interface BatchListProps {
  readonly batch: ImportBatch;
  readonly onLook: (key: number) => void;
}

/** Several files: what became of each, and a draft for one or for all that could be read. */
export function BatchList({ batch, onLook }: BatchListProps) {
  const { files } = batch;
  const ready = files.filter(({ state }) => state.at === "read");
  const isCreating = files.some(({ state }) => state.at === "creating");
  return (
    <>
      <header className={classes["batchHead"]}>
        <p className={classes["lead"]} role="status">
          {batchText(files)}
        </p>
        <Button disabled={ready.length === 0} loading={isCreating} onClick={() => void batch.create(ready)}>
          {ready.length === 1 ? "Create 1 draft" : `Create ${ready.length} drafts`}
        </Button>
      </header>
      <ul className={classes["elements"]} aria-label="Files">
        {files.map((file) => (
          <BatchRow key={file.key} file={file} batch={batch} onLook={onLook} />
        ))}
      </ul>
      <p className={classes["quiet"]}>The notes come along as comments on each flow. Nothing goes live before you publish.</p>
    </>
  );
}

const looks: Readonly<Record<BatchState["at"], { readonly icon: Icon; readonly tone?: "good" | "bad" | "warn" }>> = {
  waiting: { icon: IconCircleDashed },
  reading: { icon: IconCircleDashed },
  refused: { icon: IconBan, tone: "bad" },
  unread: { icon: IconRefresh, tone: "warn" },
  read: { icon: IconFileCheck },
  creating: { icon: IconFileCheck },
  created: { icon: IconCheck, tone: "good" },
};

interface BatchRowProps extends BatchListProps {
  readonly file: BatchFile;
}

function BatchRow({ file, batch, onLook }: BatchRowProps) {
  const { name, state } = file;
  const { icon: Glyph, tone } = looks[state.at];
  const isBusy = state.at === "reading" || state.at === "creating";
  return (
    <li className={classes["batchRow"]} data-tone={tone}>
      <span className={classes["batchGlyph"]} aria-hidden>
        {isBusy ? <Loader size={16} /> : <Glyph size={18} stroke={1.75} />}
      </span>
      <div className={classes["batchText"]}>
        <span className={classes["elementName"]}>{name}</span>
        <StateText state={state} />
      </div>
      <div className={classes["batchActs"]}>
        <Acts file={file} batch={batch} onLook={onLook} />
      </div>
    </li>
  );
}

function StateText({ state }: { readonly state: BatchState }) {
  switch (state.at) {
    case "waiting":
      return <p className={classes["quiet"]}>Waits for its turn</p>;
    case "reading":
      return <p className={classes["quiet"]}>Reading</p>;
    case "refused":
      return <p className={classes["note"]}>Cannot be imported. {state.why}</p>;
    case "unread":
      return <p className={classes["note"]}>It was not read. {state.why}</p>;
    default: {
      const { format, document, elements, connections } = state.reading;
      const set = connections.length === 0 ? "" : ` To be set up: ${connections.join(", ")}.`;
      return (
        <>
          <p className={classes["note"]}>
            {importFormatNames[format]}: {document.name} <span className={classes["type"]}>{state.flowId}</span>
          </p>
          <p className={classes["quiet"]}>
            {accountingText(elements)}
            {set}
          </p>
          {state.at === "read" && state.why !== undefined ? (
            <p className={classes["bad"]}>No draft was made. {state.why}</p>
          ) : null}
        </>
      );
    }
  }
}

/** Each button names its file for those who hear it alone. */
function Acts({ file, batch, onLook }: BatchRowProps) {
  const { key, name, state } = file;
  const look = { size: "xs", variant: "default" } as const;
  if (state.at === "unread")
    return (
      <Button {...look} aria-label={`Try again: ${name}`} onClick={() => batch.again(file)}>
        Try again
      </Button>
    );
  if (state.at === "created")
    return (
      <Button
        {...look}
        component={Link}
        href={`/flows/${state.flowId}`}
        target="_blank"
        aria-label={`Open draft in a new tab: ${name}`}
      >
        Open draft
      </Button>
    );
  if (state.at !== "read") return null;
  return (
    <>
      <Button {...look} aria-label={`Look: ${name}`} onClick={() => onLook(key)}>
        Look
      </Button>
      <Button {...look} aria-label={`Create draft: ${name}`} onClick={() => void batch.create([file])}>
        Create draft
      </Button>
    </>
  );
}
