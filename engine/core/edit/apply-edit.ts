import { DraftWork } from "./draft-work.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Edit } from "./operation.ts";

/**
 * The draft with the edit made; what the edit does not touch is shared with `draft`. Throws `EditConflict` when an
 * operation does not fit, e.g. because the value it replaces is another by now.
 */
export function applyEdit(draft: FlowDraft, edit: Edit): FlowDraft {
  const work = new DraftWork(draft);
  for (const operation of edit.operations) work.apply(operation);
  return work.draft;
}
