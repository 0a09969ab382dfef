import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { setOrPrune } from "../set-field.ts";

/** Takes the frame away; the nodes stay. */
export function ungroupNodes(draft: FlowDraft, groupId: string): CommandResult {
  const group = draft.layout.groups?.[groupId];
  if (!group) return refuse("The group is not there any more; it may have been removed.");
  const builder = new EditBuilder(draft);
  setOrPrune(draft.layout, ["groups", groupId], undefined, (path, value) => builder.setLayout(path, value));
  return builder.finish(`Ungroup ${group.name}`);
}
