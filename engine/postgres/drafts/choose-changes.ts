import { applyEdit } from "../../core/edit/apply-edit.ts";
import type { FlowDraft } from "../../core/edit/flow-draft.ts";
import { invertEdit } from "../../core/edit/invert-edit.ts";
import { rebaseEdit } from "../../core/edit/rebase-edit.ts";
import type { DraftChange } from "../../runtime/drafts.ts";

type Chosen = { readonly draft: FlowDraft; readonly included: readonly DraftChange[] } | { readonly message: string };

/** The draft without what the others changed, taken back from the newest to the oldest. */
export function chooseChanges(draft: FlowDraft, changes: readonly DraftChange[], onlyOf: readonly string[]): Chosen {
  const isIncluded = ({ userId }: DraftChange): boolean => userId !== undefined && onlyOf.includes(userId);
  let rest = draft;
  const later: DraftChange[] = [];
  for (const change of changes.toReversed()) {
    if (isIncluded(change)) {
      later.unshift(change);
      continue;
    }
    const { edit, conflicts } = rebaseEdit(
      invertEdit(change.edit),
      later.map((one) => one.edit),
      rest,
      { keepsTheirs: true },
    );
    if (conflicts.length > 0) return { message: entangled(change, conflicts[0]!.message) };
    rest = applyEdit(rest, edit);
  }
  return { draft: rest, included: later };
}

const entangled = ({ author, edit }: DraftChange, why: string): string =>
  `"${edit.label}" by ${author} cannot be left out: ${why} Publish it too, or undo one of the two changes first.`;
