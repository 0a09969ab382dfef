import { NODE_WIDTH, type GraphNode } from "./flow-graph.ts";

export type Direction = "left" | "right" | "up" | "down";

export const directionOfKey: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** The box an arrow key moves to: the nearest one on that side, where straying sideways costs twice. */
export function neighborOf(nodes: readonly GraphNode[], fromId: string, direction: Direction): string | undefined {
  const from = nodes.find(({ id }) => id === fromId);
  if (!from) return undefined;
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const node of nodes) {
    const cost = node.id === fromId ? undefined : costOf(from, node, direction);
    if (cost !== undefined && (best === undefined || cost < best.cost)) best = { id: node.id, cost };
  }
  return best?.id;
}

function costOf(from: GraphNode, to: GraphNode, direction: Direction): number | undefined {
  const dx = to.x - from.x;
  const dy = to.y + to.height / 2 - (from.y + from.height / 2);
  const [along, across] = direction === "left" || direction === "right" ? [dx, dy] : [dy, dx];
  const forward = direction === "left" || direction === "up" ? -along : along;
  if (forward < (direction === "left" || direction === "right" ? NODE_WIDTH / 4 : 8)) return undefined;
  return forward + 2 * Math.abs(across);
}
