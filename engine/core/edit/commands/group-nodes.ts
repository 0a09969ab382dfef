import type { NodeGroup } from "../../flow/layout.ts";
import { sha256 } from "../../flow/sha256.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";

/** Draws a frame around nodes. Any set may be grouped, groups too: those whose nodes are all among the chosen ones nest. */
export function groupNodes(
  draft: FlowDraft,
  nodeIds: readonly string[],
  group: Partial<Omit<NodeGroup, "nodes">> = {},
): CommandResult {
  const nodes = draft.document.nodes.filter(({ id }) => nodeIds.includes(id)).map(({ id }) => id);
  if (nodes.length === 0) return refuse("Select the nodes that belong together first.");
  const groups = draft.layout.groups ?? {};
  const isGrouped = Object.values(groups).some(
    (other) => other.nodes.length === nodes.length && nodes.every((id) => other.nodes.includes(id)),
  );
  if (isGrouped) return refuse("There is a group of exactly these nodes already.");
  // Named after what is in it, so that two people who group the same nodes at once make one group.
  const id = `g${sha256(nodes.toSorted().join(" ")).slice(0, 10)}`;
  const name = group.name ?? `Group ${Object.keys(groups).length + 1}`;
  const builder = new EditBuilder(draft);
  builder.setLayout(["groups", id], { ...group, name, nodes });
  return builder.finish(`Group ${nodes.length === 1 ? "1 node" : `${nodes.length} nodes`}`, [id]);
}
