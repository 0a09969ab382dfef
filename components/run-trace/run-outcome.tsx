import { Skeleton } from "@mantine/core";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import classes from "./run-page.module.css";

/** What came out of a run and what went in. */
export function RunData({ view }: { readonly view: RunView }) {
  return (
    <>
      {view.output === undefined ? null : (
        <Section title="Output">
          <DataView
            value={view.output}
            what="output of the run"
            compare={view.input === undefined ? undefined : { value: view.input, what: "input of the run" }}
          />
        </Section>
      )}
      <Section title="Input">
        {view.input === undefined ? (
          <Skeleton height={96} radius={8} />
        ) : (
          <DataView value={view.input} what="input of the run" path="input" />
        )}
      </Section>
    </>
  );
}

interface FailuresProps {
  readonly view: RunView;
  readonly nameOf: (nodeId: string) => string;
  readonly onSelect: (nodeId: string) => void;
}

/** Why the run failed, what could not be undone, and who canceled it. */
export function Failures({ view, nameOf, onSelect }: FailuresProps) {
  const { failure, undoFailure, cancel, ended } = view;
  const open = (nodeId: string | undefined) =>
    nodeId === undefined ? undefined : { label: "Show step", onClick: () => onSelect(nodeId) };
  return (
    <>
      {failure === undefined || ended === "completed" ? null : (
        <Notice
          tone="bad"
          title={failure.nodeId === undefined ? "The run failed" : `Failed at “${nameOf(failure.nodeId)}”`}
          action={open(failure.nodeId)}
        >
          {failure.message} <span className={classes["code"]}>{failure.code}</span>
        </Notice>
      )}
      {undoFailure === undefined ? null : (
        <Notice tone="bad" title="Not everything could be undone" action={open(undoFailure.nodeId)}>
          {undoFailure.message} <span className={classes["code"]}>{undoFailure.code}</span>
        </Notice>
      )}
      {cancel === undefined ? null : (
        <Notice tone="warn" title={`${ended === "canceled" ? "Canceled" : "Being canceled"} by ${cancel.by}`}>
          {cancel.reason}
        </Notice>
      )}
    </>
  );
}
