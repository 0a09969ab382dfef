import type { FlowDocument, FlowNode } from "../flow/flow-document.ts";

/** What people call a node. */
export const titleOf = ({ id, name }: Pick<FlowNode, "id" | "name">): string => name ?? id;

export const titleById = ({ nodes }: Pick<FlowDocument, "nodes">, id: string): string => {
  const node = nodes.find((candidate) => candidate.id === id);
  return node ? titleOf(node) : id;
};

/** `Price the order`, or `3 nodes`. */
export const nodesInWords = (nodes: readonly Pick<FlowNode, "id" | "name">[]): string =>
  nodes.length === 1 ? titleOf(nodes[0]!) : `${nodes.length} nodes`;

export const noNode = (id: string): string => `There is no node "${id}" any more; it may have been removed.`;
