"use client";

import { TextInput } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { FlowGraph, GraphEdge } from "#components/shared/canvas/flow-graph.ts";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { PanelHead } from "#components/ui/panel-head.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { passagesOf, shareInWords, sizeInWords, type EdgePassages } from "./edge-passage.ts";
import classes from "./run-page.module.css";

interface EdgePanelProps {
  readonly edge: GraphEdge;
  readonly graph: FlowGraph;
  readonly view: RunView;
  readonly onClose: () => void;
}

/** An edge of a run: how often it was taken, how that went on, and what it carried each time. */
export function EdgePanel({ edge, graph, view, onClose }: EdgePanelProps) {
  const from = graph.nodes.find(({ id }) => id === edge.from)!;
  const to = graph.nodes.find(({ id }) => id === edge.to)!;
  const passed = useMemo(() => passagesOf(view, edge, from), [edge, from, view]);
  return (
    <>
      <PanelHead
        icon={<IconArrowRight size={18} stroke={1.75} aria-hidden />}
        title={`${from.label} → ${to.label}`}
        closeLabel="Close edge"
        onClose={onClose}
      >
        {KINDS[edge.kind](edge.label)}
      </PanelHead>
      <div className={classes["panelBody"]}>
        {passed.taken === 0 ? (
          <p className={classes["hint"]}>{view.ended ? "The run went another way." : "The run has not gone this way yet."}</p>
        ) : (
          <Passed key={edge.id} passed={passed} />
        )}
      </div>
    </>
  );
}

const KINDS: Readonly<Record<GraphEdge["kind"], (label: string | undefined) => string>> = {
  flow: (label) => (label === undefined ? "Edge" : `Edge of the output ${label}`),
  error: () => "Edge for failures",
  compensation: () => "Edge that undoes",
};

function Passed({ passed: { passages, taken, ended, after } }: { readonly passed: EdgePassages }) {
  const first = taken - passages.length + 1;
  const [chosen, choose] = useState<number>();
  const time = Math.min(Math.max(chosen ?? taken, first), taken);
  const passage = passages[time - first];
  const payload = passage?.payload;
  return (
    <>
      <dl className={classes["facts"]}>
        <dt>Taken</dt>
        <dd>{ended > taken ? shareInWords(taken, ended) : taken === 1 ? "Once" : `${taken.toLocaleString("en")} times`}</dd>
        {after.ended > 0 ? (
          <>
            <dt>Failed after it</dt>
            <dd>{shareInWords(after.failed, after.ended)}</dd>
          </>
        ) : null}
        {passage?.step.spans.at(-1)?.to ? (
          <>
            <dt>{time === taken ? "Last" : "Then"}</dt>
            <dd>
              <RelativeTime at={passage.step.spans.at(-1)!.to!} />
            </dd>
          </>
        ) : null}
        {payload === undefined ? null : (
          <>
            <dt>Size</dt>
            <dd>{sizeInWords(payload)}</dd>
          </>
        )}
      </dl>
      {taken > 1 ? (
        <TextInput
          type="number"
          size="xs"
          label={`Which time, ${first} to ${taken}`}
          min={first}
          max={taken}
          value={time}
          onChange={({ currentTarget }) => choose(Number(currentTarget.value) || taken)}
        />
      ) : null}
      <Section title="What it carried">
        {payload === undefined ? (
          <p className={classes["hint"]}>Nothing: the step gave no data.</p>
        ) : (
          <DataView key={time} value={payload} what="payload" {...(passage ? { path: `steps.${passage.step.nodeId}` } : {})} />
        )}
      </Section>
    </>
  );
}
