import { useMemo, useState } from "react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { readFlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { projectRun, type ChosenItem, type RunProjection } from "#components/shared/run-view/project-run.ts";
import { emptyRunView, type RunView } from "#components/shared/run-view/run-view.ts";
import type { RunFeed } from "./run-feed.ts";

interface Drawn {
  readonly document: FlowDocument;
}

/**
 * The run at the moment looked at, and as it is now. What is folded already is not folded again, unless the moment lies
 * before it.
 */
export function useFold(
  feed: Pick<RunFeed, "events">,
  flow: Drawn,
  moment: number | undefined,
): readonly [shown: RunView, newest: RunView] {
  const shape = useMemo(() => readFlowShape(flow.document, nodeDefinitions), [flow.document]);
  const [newest, setNewest] = useState(emptyRunView);
  const [past, setPast] = useState(emptyRunView);
  const current = foldRun(newest, feed.events.slice(newest.seq), shape);
  if (current !== newest) setNewest(current);
  if (moment === undefined || moment >= current.seq) return [current, current];
  const from = past.seq <= moment ? past : emptyRunView;
  const then = foldRun(from, feed.events.slice(from.seq, moment), shape);
  if (then !== past) setPast(then);
  return [then, current];
}

/** The run as the canvas draws it; the same object while nothing of it changes. */
export function useProjection(view: RunView, graph: FlowGraph, flow: Drawn, chosen: ChosenItem | undefined): RunProjection {
  const [previous, setPrevious] = useState<{
    readonly view: RunView;
    readonly chosen: ChosenItem | undefined;
    readonly projection: RunProjection;
  }>();
  if (previous?.view === view && previous.chosen === chosen) return previous.projection;
  const projection = projectRun(view, graph, flow.document, previous?.projection, chosen);
  setPrevious({ view, chosen, projection });
  return projection;
}
