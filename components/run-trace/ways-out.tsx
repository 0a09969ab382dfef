"use client";

import { IconArrowRight } from "@tabler/icons-react";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import { Section } from "#components/ui/section.tsx";
import classes from "./run-page.module.css";

interface WaysOutProps {
  readonly nodeId: string;
  readonly graph: FlowGraph;
  readonly edges: RunProjection["edges"];
  readonly onSelect: (edgeId: string) => void;
}

/** The edges of a step, for those who use no mouse and for lines that lie close together. */
export function WaysOut({ nodeId, graph, edges, onSelect }: WaysOutProps) {
  const ways = graph.edges.filter(({ from }) => from === nodeId);
  if (ways.length === 0) return null;
  return (
    <Section title="Where it leads">
      <ul className={classes["ways"]}>
        {ways.map(({ id, to, label }) => {
          const taken = edges[id]?.taken ?? 0;
          return (
            <li key={id}>
              <button type="button" className={classes["way"]} onClick={() => onSelect(id)}>
                <IconArrowRight size={14} aria-hidden />
                <span>
                  {label === undefined ? "" : `${label}: `}
                  {graph.nodes.find((node) => node.id === to)?.label ?? to}
                </span>
                <span className={classes["times"]}>
                  {taken === 0 ? "Not taken" : taken === 1 ? "Once" : `${taken.toLocaleString("en")} times`}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
