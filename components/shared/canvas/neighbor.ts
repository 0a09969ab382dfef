import { NODE_WIDTH, type GraphNode } from "./flow-graph.ts";

export type Direction = "left" | "right" | "up" | "down";

export const directionOfKey: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * The box an arrow key moves to: the nearest one on that side, where straying sideways costs twice. Among the boxes of the
 * same body first; past its last one, out of the container. Down from a container leads into it, up from its first row out.
 */
export function neighborOf(nodes: readonly GraphNode[], fromId: string, direction: Direction): string | undefined {
  const from = nodes.find(({ id }) => id === fromId);
  if (!from) return undefined;
  const inside = direction === "down" ? nodes.find(({ parent }) => parent === fromId) : undefined;
  if (inside) return inside.id;
  const sibling = nearest(nodes, from, from.parent, direction);
  if (sibling !== undefined || from.parent === undefined) return sibling;
  return direction === "up" ? from.parent : neighborPast(nodes, from.parent, direction);
}

function neighborPast(nodes: readonly GraphNode[], containerId: string, direction: Direction): string | undefined {
  const container = nodes.find(({ id }) => id === containerId);
  if (!container) return undefined;
  const found = nearest(nodes, container, container.parent, direction);
  return found ?? (container.parent === undefined ? undefined : neighborPast(nodes, container.parent, direction));
}

function nearest(
  nodes: readonly GraphNode[],
  from: GraphNode,
  parent: string | undefined,
  direction: Direction,
): string | undefined {
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const node of nodes) {
    const cost = node.id === from.id || node.parent !== parent ? undefined : costOf(from, node, direction);
    if (cost !== undefined && (best === undefined || cost < best.cost)) best = { id: node.id, cost };
  }
  return best?.id;
}

function costOf(from: GraphNode, to: GraphNode, direction: Direction): number | undefined {
  const dx = direction === "right" ? to.x - from.x : to.x + to.width - (from.x + from.width);
  const dy = to.y + to.height / 2 - (from.y + from.height / 2);
  const [along, across] = direction === "left" || direction === "right" ? [dx, dy] : [dy, dx];
  const forward = direction === "left" || direction === "up" ? -along : along;
  if (forward < (direction === "left" || direction === "right" ? NODE_WIDTH / 4 : 8)) return undefined;
  return forward + 2 * Math.abs(across);
}
