"use client";

import { useMemo, useState, type ReactNode } from "react";
import type { RunFile } from "#engine/core/run-file/run-file.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { Duration } from "#components/ui/duration.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import { Section } from "#components/ui/section.tsx";
import { redactionWords } from "./redaction-words.ts";
import { Failures, RunData } from "./run-outcome.tsx";
import classes from "./run-page.module.css";
import { RunStage } from "./run-stage.tsx";
import { useFold, useProjection } from "./use-run-moment.ts";
import { useRunSelection } from "./use-run-selection.ts";

const TRAIL = [{ label: "Runs", href: "/runs" }];

interface RunFileViewProps {
  readonly file: RunFile;
  /** How to open another one. */
  readonly choose: ReactNode;
}

/** The run of a file on its canvas. There is nothing to be done to it here. */
export function RunFileView({ file, choose }: RunFileViewProps) {
  const { run, versions, events } = file;
  const flow = versions.at(-1)!;
  const graph = useMemo(() => buildFlowGraph(flow.document, undefined, nodeDefinitions), [flow]);
  const [moment, setMoment] = useState<number>();
  const [view, newest] = useFold(file, flow, moment);
  const selection = useRunSelection(view, graph);
  const projection = useProjection(view, graph, flow, selection.chosen);
  const atEnd = moment === undefined || moment === events.length;
  return (
    <>
      <PageBar
        title={run.flowName}
        trail={TRAIL}
        state={
          <>
            <RunStatusBadge status={atEnd ? run.status : projection.status} />
            <EnvironmentMark environment={run.environment} />
          </>
        }
      >
        <span className={classes["clock"]}>
          <Duration from={run.startedAt} to={newest.endedAt ?? events.at(-1)!.at} />
        </span>
        {choose}
        <SidePanelToggle />
      </PageBar>
      <RunStage
        graph={graph}
        events={events}
        view={view}
        projection={projection}
        selection={selection}
        moment={moment}
        onMoment={setMoment}
      >
        <FilePanel file={file} view={view} onSelect={selection.showNode} />
      </RunStage>
    </>
  );
}

interface FilePanelProps {
  readonly file: RunFile;
  readonly view: RunView;
  readonly onSelect: (nodeId: string) => void;
}

function FilePanel({ file: { run, versions, engine, exportedAt, redaction }, view, onSelect }: FilePanelProps) {
  const { nodes } = versions.at(-1)!.document;
  const nameOf = (nodeId: string): string => nodes.find(({ id }) => id === nodeId)?.name ?? nodeId;
  return (
    <div className={classes["panelBody"]}>
      <Failures view={view} nameOf={nameOf} onSelect={onSelect} />
      <Section title="Run from a file">
        <dl className={classes["facts"]}>
          <dt>Flow</dt>
          <dd>
            {run.flowName} v{run.version}
          </dd>
          <dt>Started</dt>
          <dd>
            <RelativeTime at={run.startedAt} />
            {run.startedBy === undefined ? null : ` by ${run.startedBy}`}
          </dd>
          <dt>Id</dt>
          <dd className="mono">{run.runId}</dd>
          <dt>Exported</dt>
          <dd>
            <RelativeTime at={exportedAt} /> from OmniLink {engine}
          </dd>
          <dt>Masked</dt>
          <dd>{redactionWords(redaction)}</dd>
        </dl>
      </Section>
      <RunData view={view} />
    </div>
  );
}
