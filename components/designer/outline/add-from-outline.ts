import type { Output } from "#components/shared/canvas/canvas-editing.ts";
import { outputsOf } from "../actions/add-actions.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import type { OutlineItem, WayItem } from "./outline-tree.ts";

const GAP = 48;

/** Opens the list of kinds beside a line: what is chosen follows the node, takes the free output, or goes into the line. */
export function addFromOutline(session: DesignerSession, item: OutlineItem, line: Element | null): void {
  const graph = session.graph();
  const source = graph.nodes.find(({ id }) => id === (item.type === "node" ? item.node.id : item.from));
  if (!source) return;
  const after = item.type === "way" ? outputOf(item) : outputsOf(graph, source.id)[0];
  const { right = 240, top = 160 } = line?.getBoundingClientRect() ?? {};
  session.surface.getState().open({
    kind: "quickAdd",
    at: { x: right - GAP, y: top },
    place: { x: source.x + source.width + GAP, y: source.y },
    ...(after === undefined ? {} : { after }),
    ...(item.type === "way" && item.edgeId !== undefined && item.kind === "flow" ? { into: item.edgeId } : {}),
  });
}

function outputOf({ from, port, kind }: WayItem): Output {
  if (kind !== "flow") return { nodeId: from, kind };
  return { nodeId: from, port };
}
