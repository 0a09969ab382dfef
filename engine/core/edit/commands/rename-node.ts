import { identifier } from "../../flow/flow-document.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { forgetNode } from "../layout-cleanup.ts";
import { noNode } from "../node-words.ts";
import { renameSteps } from "../rename-steps.ts";

/** Gives a node another id, everywhere: edges, bodies, `steps.<id>` in expressions, places, groups, comments, samples. */
export function renameNode(draft: FlowDraft, definitions: NodeDefinitions, nodeId: string, newId: string): CommandResult {
  const { nodes } = draft.document;
  const node = nodes.find(({ id }) => id === nodeId);
  if (!node) return refuse(noNode(nodeId));
  const wanted = identifier.safeParse(newId);
  if (!wanted.success) return refuse(`"${newId}" cannot be an id: it ${wanted.error.issues[0]!.message}.`);
  if (newId !== nodeId && nodes.some(({ id }) => id === newId))
    return refuse(`There is a node "${newId}" already. Choose another id.`);
  const builder = new EditBuilder(draft);
  if (newId !== nodeId) {
    // What is left of a node that once had the new id must not be taken for this one's.
    forgetNode(builder, newId);
    builder.setNode(nodeId, ["id"], newId);
    for (const other of [...builder.draft.document.nodes])
      for (const { path, text } of renameSteps(other, definitions, new Map([[nodeId, newId]])))
        builder.setNode(other.id, path, text);
  }
  return builder.finish(`Rename ${nodeId} to ${newId}`);
}
