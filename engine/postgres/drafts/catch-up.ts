import { applyEdit } from "../../core/edit/apply-edit.ts";
import { diffDrafts } from "../../core/edit/diff-drafts.ts";
import { rebaseEdit } from "../../core/edit/rebase-edit.ts";
import {
  baseDraft,
  insertDraft,
  insertEdits,
  unsettledEdits,
  versionAsDraft,
  writeDraft,
  type DraftRow,
  type FlowRow,
  type Tx,
} from "./draft-rows.ts";

/** Edits that no window made. */
export const SERVER_CLIENT = "server";

/** The draft of a locked flow, made from the live version (or the one a window began with) where there is none yet. */
export async function ensureDraft(tx: Tx, flow: FlowRow, beganWith?: number): Promise<DraftRow> {
  if (flow.draft) return flow.draft;
  const origin =
    beganWith === undefined || beganWith === flow.leadingNumber
      ? undefined
      : await tx.flowVersion.findUnique({
          where: { flowId_number: { flowId: flow.id, number: beganWith } },
          select: { id: true },
        });
  const baseVersionId = origin?.id ?? flow.leadingVersionId;
  const originVersion = origin ? beganWith! : flow.leadingNumber;
  const made = { draft: await baseDraft(tx, flow, baseVersionId), baseVersionId, originVersion };
  await insertDraft(tx, flow, made);
  return { ...made, revision: 0 };
}

/**
 * Brings what was deployed past the draft (from text, by the command line) into it as one more edit. Where the draft has
 * changed the same thing, it keeps its own value: that is what the people who edit it see and decide on.
 */
export async function catchUpWithLive(tx: Tx, flow: FlowRow, row: DraftRow): Promise<DraftRow> {
  const { leadingVersionId, leadingNumber } = flow;
  if (leadingVersionId === null || row.baseVersionId === leadingVersionId) return row;
  const [before, live] = [await baseDraft(tx, flow, row.baseVersionId), await versionAsDraft(tx, leadingVersionId)];
  const wished = { label: `Take over version ${leadingNumber}`, operations: diffDrafts(before, live) };
  const { edit } = rebaseEdit(
    wished,
    (await unsettledEdits(tx, flow.id)).map((change) => change.edit),
    row.draft,
    { keepsTheirs: true },
  );
  const next = { ...row, draft: applyEdit(row.draft, edit), revision: row.revision + 1, baseVersionId: leadingVersionId };
  const { revision } = next;
  await insertEdits(tx, flow, [
    { revision, clientId: SERVER_CLIENT, editId: revision, edit, author: "Deployment", isSettled: true },
  ]);
  await writeDraft(tx, flow.id, next);
  return next;
}
