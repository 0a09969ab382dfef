"use client";

import { useState } from "react";
import type { TryQuestion } from "#engine/runtime/tries.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { projectRun, type RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useTry } from "./use-try.ts";

interface Projected {
  readonly view: RunView;
  readonly graph: FlowGraph;
  readonly questions: readonly TryQuestion[] | undefined;
  readonly projection: RunProjection;
}

/** The try that is shown laid over the canvas, as a run is; `undefined` when there is none. */
export function useTryProjection(graph: FlowGraph): RunProjection | undefined {
  const view = useTry(({ current }) => current?.view);
  const isWhole = useTry(({ current }) => current?.scope.type === "flow");
  const questions = useTry(({ current }) => current?.result?.questions);
  const document = useDraft(({ draft }) => draft.document);
  const [last, setLast] = useState<Projected>();
  if (!view || view.seq === 0) return undefined;
  if (last?.view === view && last.graph === graph && last.questions === questions) return last.projection;
  const projected = projectRun(view, graph, document, last?.projection);
  const projection = withQuestions(isWhole ? projected : withoutSkipped(projected), questions ?? []);
  setLast({ view, graph, questions, projection });
  return projection;
}

/** What is not part of a try was not skipped by it. */
function withoutSkipped({ nodes, ...rest }: RunProjection): RunProjection {
  const shown = Object.entries(nodes).filter(([, { state }]) => state !== "skipped");
  return { ...rest, nodes: Object.fromEntries(shown) };
}

/** What the engine waits for as if for a signal is a question of the try. */
function withQuestions({ nodes, ...rest }: RunProjection, questions: readonly TryQuestion[]): RunProjection {
  const asked = questions.flatMap(({ nodeId, type }) => {
    const node = nodes[nodeId];
    return node && (type === "call" || type === "signal") ? [[nodeId, { ...node, state: "form" }] as const] : [];
  });
  return { ...rest, nodes: { ...nodes, ...Object.fromEntries(asked) } };
}
