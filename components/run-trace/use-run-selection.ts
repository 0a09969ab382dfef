import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import type { ChosenItem } from "#components/shared/run-view/project-run.ts";
import { stepOf, type RunView } from "#components/shared/run-view/run-view.ts";
import { useSidePanel } from "#components/ui/resizable-pane.tsx";

/** What of a run is looked at, a step or an edge, and the ways to look at another. */
export function useRunSelection(view: RunView, graph: FlowGraph) {
  const [nodeId, select, chosen, choose] = useChosenStep(view);
  const [edgeId, selectEdge] = useState<string>();
  const node = graph.nodes.find(({ id }) => id === nodeId);
  const edge = node ? undefined : graph.edges.find(({ id }) => id === edgeId);
  const showEdge = (id: string): void => {
    select(undefined);
    selectEdge(id);
  };
  const showNode = (id: string | undefined): void => {
    selectEdge(undefined);
    select(id);
  };
  const showStep = (id: string, item: ChosenItem | undefined): void => {
    showNode(id);
    if (item) choose(item);
  };
  return {
    ...{ nodeId, node, edge, chosen, choose, showNode, showStep, showEdge },
    closeNode: () => select(undefined),
    closeEdge: () => selectEdge(undefined),
  };
}

export type RunSelection = ReturnType<typeof useRunSelection>;

type ChosenStep = readonly [
  selected: string | undefined,
  select: (nodeId: string | undefined) => void,
  chosen: ChosenItem | undefined,
  choose: (item: ChosenItem | undefined) => void,
];

/**
 * The node chosen, and the item of the body around it. The address may name a step (`?step=charge&visit=3`); else a run that
 * failed begins with the step that made it fail, also when it fails while watched.
 */
function useChosenStep(view: RunView): ChosenStep {
  const params = useSearchParams();
  const named = params.get("step") ?? undefined;
  const visit = Number(params.get("visit") ?? Number.NaN);
  const [selected, setSelected] = useState(named);
  const [chosen, choose] = useState<ChosenItem>();
  const [, openPanel] = useSidePanel();
  const opened = useRef(named !== undefined);
  const failedNode = view.ended === undefined || view.ended === "completed" ? undefined : view.failure?.nodeId;
  const namedItem = named === undefined || !(visit >= 1) ? undefined : stepOf(view, { nodeId: named, visit })?.item;
  const isItemOpened = useRef(false);
  useEffect(() => {
    if (failedNode === undefined || opened.current) return;
    opened.current = true;
    setSelected(failedNode);
  }, [failedNode]);
  useEffect(() => {
    if (namedItem === undefined || isItemOpened.current) return;
    isItemOpened.current = true;
    choose(namedItem);
  }, [namedItem]);
  const select = (nodeId: string | undefined): void => {
    setSelected(nodeId);
    if (nodeId !== undefined) openPanel(true);
  };
  return [selected, select, chosen, choose];
}
