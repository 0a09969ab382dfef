import { applyEdit } from "../../core/edit/apply-edit.ts";
import { diffDrafts } from "../../core/edit/diff-drafts.ts";
import type { DiscardResult, SettleDraft } from "../../runtime/drafts.ts";
import { catchUpWithLive, SERVER_CLIENT } from "./catch-up.ts";
import { baseDraft, editsAfter, insertEdits, lockFlow, writeDraft, type Tx } from "./draft-rows.ts";
import { settleEdits } from "./settle-edits.ts";

export async function discardDraft(tx: Tx, { orgId, flowId, revision, by }: SettleDraft): Promise<DiscardResult> {
  const flow = await lockFlow(tx, orgId, flowId);
  if (!flow) return { ok: false, reason: "unknownFlow" };
  if (!flow.draft) return { ok: false, reason: "nothing" };
  const row = await catchUpWithLive(tx, flow, flow.draft);
  if (row.revision !== revision) return { ok: false, reason: "stale", changes: await editsAfter(tx, flow.id, revision) };
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
