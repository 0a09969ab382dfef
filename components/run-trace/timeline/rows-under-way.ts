import type { FlowGraph, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import type { TimelineRow } from "./timeline-rows.ts";

/**
 * Rows of steps that the engine works on and has not recorded: a call that may be repeated is stored with its outcome. It
 * began when what leads to it ended, so no event of its own is needed to draw its bar. Bodies have the bar of their container.
 */
export function rowsUnderWay(view: RunView, graph: FlowGraph, { nodes, edges }: RunProjection): readonly TimelineRow[] {
  const recorded = new Set(Object.values(view.open).map(({ nodeId }) => nodeId));
  const isUnderWay = ({ id, parent }: GraphNode): boolean =>
    parent === undefined && nodes[id]?.state === "running" && !recorded.has(id);
  const cameTo = (id: string): number | undefined => {
    const ends = graph.edges.flatMap((edge) => {
      const end = edge.to === id && (edges[edge.id]?.taken ?? 0) > 0 ? view.nodes[edge.from]?.to : undefined;
      return end === undefined ? [] : [Date.parse(end)];
    });
    return ends.length === 0 ? undefined : Math.max(...ends);
  };
  return graph.nodes.filter(isUnderWay).flatMap(({ id }) => {
    const from = cameTo(id);
    if (from === undefined) return [];
    const key = `${id}#${(view.nodes[id]?.steps.count ?? 0) + 1}`;
    return [{ key, nodeId: id, note: "", state: "running", spans: [{ kind: "running", from }], from }];
  });
}
