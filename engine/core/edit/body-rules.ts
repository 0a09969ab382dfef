import type { FlowDocument } from "../flow/flow-document.ts";
import type { NodeBehavior, NodeDefinitions } from "../node-definition.ts";
import { noNode, titleOf } from "./node-words.ts";

/** Why a node of this behavior cannot stand in the body of `parent`; `undefined` when it can. */
export function whyNotInside(
  { nodes }: FlowDocument,
  definitions: NodeDefinitions,
  behavior: NodeBehavior | undefined,
  parent: string | undefined,
): string | undefined {
  if (parent === undefined) return undefined;
  const container = nodes.find(({ id }) => id === parent);
  if (!container) return noNode(parent);
  const known = definitions.get(container.kind);
  if (known && known.behavior !== "container") return `"${titleOf(container)}" has no body to put nodes into.`;
  return behavior === "trigger"
    ? `A trigger starts runs of the flow itself, so it cannot stand inside "${titleOf(container)}".`
    : undefined;
}
