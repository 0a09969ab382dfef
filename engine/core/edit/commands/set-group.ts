import { groupSchema, type NodeGroup } from "../../flow/layout.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";

/** Changes what a group is called, how it looks, whether it is collapsed, or which nodes it holds; `undefined` removes a member. */
export function setGroup(
  draft: FlowDraft,
  groupId: string,
  change: { readonly [Key in keyof NodeGroup]?: NodeGroup[Key] | undefined },
): CommandResult {
  const group = draft.layout.groups?.[groupId];
  if (!group) return refuse("The group is not there any more; it may have been removed.");
  const next = groupSchema.safeParse({ ...group, ...change });
  if (!next.success)
    return refuse(`The group cannot be changed so: ${next.error.issues[0]!.path.join(".")} ${next.error.issues[0]!.message}.`);
  const builder = new EditBuilder(draft);
  for (const [key, value] of Object.entries(change)) builder.setLayout(["groups", groupId, key], value);
  const isFold = Object.keys(change).join() === "collapsed";
  return builder.finish(
    isFold ? `${change.collapsed === true ? "Collapse" : "Expand"} ${group.name}` : `Change group ${next.data.name}`,
  );
}
