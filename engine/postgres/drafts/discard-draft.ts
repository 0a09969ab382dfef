import { applyEdit } from "../../core/edit/apply-edit.ts";
import { diffDrafts } from "../../core/edit/diff-drafts.ts";
import type { DiscardResult, SettleDraft } from "../../runtime/drafts.ts";
import { SERVER_CLIENT } from "./catch-up.ts";
import { baseDraft, insertEdits, writeDraft, type Tx } from "./draft-rows.ts";
import { lockSeen } from "./lock-seen.ts";
import { settleEdits } from "./settle-edits.ts";

export async function discardDraft(tx: Tx, { by, ...seen }: SettleDraft): Promise<DiscardResult> {
  const found = await lockSeen(tx, seen);
  if (!found.ok) return found;
  const { flow, row } = found;
  if (flow.leadingVersionId === null && row.baseVersionId === null) {
    await tx.flow.delete({ where: { id: flow.id } });
    return { ok: true, isDeleted: true };
  }
  const live = await baseDraft(tx, flow, flow.leadingVersionId ?? row.baseVersionId);
  const operations = diffDrafts(row.draft, { ...live, samples: row.draft.samples });
  const edit = { label: "Discard what is not published", operations };
  const next = { ...row, draft: applyEdit(row.draft, edit), revision: row.revision + 1 };
  await insertEdits(tx, flow, [
    {
      revision: next.revision,
      clientId: SERVER_CLIENT,
      editId: next.revision,
      edit,
      author: by.name,
      userId: by.userId,
      isSettled: true,
    },
  ]);
  await writeDraft(tx, flow.id, next);
  await settleEdits(tx, flow, next.revision);
  return { ok: true, isDeleted: false };
}
