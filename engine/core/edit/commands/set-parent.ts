import type { FlowNode } from "../../flow/flow-document.ts";
import type { Place } from "../../flow/layout.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { whyNotInside } from "../body-rules.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { isInside } from "../flow-shape.ts";
import { forgetEdge } from "../layout-cleanup.ts";
import { noNode, nodesInWords, titleById, titleOf } from "../node-words.ts";
import { place } from "./move-nodes.ts";
import { healAround } from "./remove-nodes.ts";

/**
 * Moves nodes into the body of a container, or out of one (`parent` undefined), with what is inside them. Edges cannot
 * cross the border of a container: those that would go, and a chain that loses its only middle node closes.
 */
export function setParent(
  draft: FlowDraft,
  definitions: NodeDefinitions,
  nodeIds: readonly string[],
  parent: string | undefined,
  positions: Readonly<Record<string, Place>> = {},
): CommandResult {
  const moving = outermost(draft.document.nodes, nodeIds).filter((node) => node.parent !== parent);
  if (moving.length === 0) return refuse(nodeIds.length === 0 ? "Nothing is selected." : "The nodes are there already.");
  for (const node of moving) {
    const why = whyNotMove(draft, definitions, node, parent);
    if (why !== undefined) return refuse(why);
  }
  const builder = new EditBuilder(draft);
  const ids = new Set(moving.map(({ id }) => id));
  if (moving.length === 1) healAround(builder, definitions, moving[0]!.id);
  for (const edge of [...builder.draft.document.edges]) if (ids.has(edge.from) !== ids.has(edge.to)) forgetEdge(builder, edge);
  for (const { id } of moving) {
    builder.setNode(id, ["parent"], parent);
    const position = positions[id];
    if (position) place(builder, id, position);
    else builder.setLayout(["positions", id], undefined);
  }
  const where = parent === undefined ? "out of its container" : `into ${titleById(draft.document, parent)}`;
  return builder.finish(`Move ${nodesInWords(moving)} ${where}`);
}

/** Nodes that move with a container they are in are not moved by themselves. */
function outermost(nodes: readonly FlowNode[], ids: readonly string[]): readonly FlowNode[] {
  const chosen = nodes.filter(({ id }) => ids.includes(id));
  return chosen.filter((node) => !chosen.some((other) => other !== node && isInside(nodes, node.id, other.id)));
}

function whyNotMove(
  { document }: FlowDraft,
  definitions: NodeDefinitions,
  node: FlowNode,
  parent: string | undefined,
): string | undefined {
  if (parent === undefined) return undefined;
  if (!document.nodes.some(({ id }) => id === parent)) return noNode(parent);
  if (isInside(document.nodes, parent, node.id)) return `"${titleOf(node)}" cannot be inside of itself.`;
  return whyNotInside(document, definitions, definitions.get(node.kind)?.behavior, parent);
}
