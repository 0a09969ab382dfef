import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { NodeGroup } from "#engine/core/flow/layout.ts";

/** How many nodes of a group tries pass by, of those that can be passed by at all: what starts the flow cannot. */
export function disabledIn(
  group: Pick<NodeGroup, "nodes">,
  disabled: readonly string[] | undefined,
  nodes: readonly Pick<FlowNode, "id" | "kind">[],
): { readonly count: number; readonly total: number } {
  const members = nodes.filter(({ id, kind }) => group.nodes.includes(id) && !kind.startsWith("trigger."));
  return { count: members.filter(({ id }) => disabled?.includes(id)).length, total: members.length };
}
