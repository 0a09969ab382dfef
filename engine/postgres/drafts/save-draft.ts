import { acceptEdits } from "../../core/edit/accept-edits.ts";
import { DRAFT_LIMITS, draftSchema } from "../../core/edit/edit-schema.ts";
import type { FlowDraft } from "../../core/edit/flow-draft.ts";
import type { SaveDraft, SaveResult } from "../../runtime/drafts.ts";
import { catchUpWithLive, ensureDraft } from "./catch-up.ts";
import { editsAfter, insertEdits, lockFlow, writeDraft, type FlowRow, type Tx } from "./draft-rows.ts";

/** In a transaction that holds the lock of the flow, so edits get their revisions one after the other. */
export async function saveDraft(tx: Tx, request: SaveDraft): Promise<SaveResult> {
  const { orgId, flowId, clientId, baseRevision, baseVersion, by } = request;
  const flow = await lockFlow(tx, orgId, flowId);
  if (!flow) return { ok: false, reason: "unknownFlow" };
  const made = await ensureDraft(tx, flow, baseVersion);
  const beganElsewhere = baseRevision === 0 && baseVersion !== undefined && baseVersion !== made.originVersion;
  if (beganElsewhere) return { ok: false, reason: "reload" };
  const row = await catchUpWithLive(tx, flow, made);
  const since = await editsAfter(tx, flow.id, baseRevision);
  if (since.length !== row.revision - baseRevision) return { ok: false, reason: "reload" };

  const edits = await withoutStored(tx, flow, request);
  const others = since.filter((change) => change.clientId !== clientId).map(({ edit }) => edit);
  const { draft, accepted } = acceptEdits({ draft: row.draft, revision: row.revision, since: others }, { clientId, edits });
  if (accepted.length > 0) {
    const problem = draftProblem(draft);
    if (problem !== undefined) return { ok: false, reason: "refused", message: problem };
    await insertEdits(
      tx,
      flow,
      accepted.map((edit) => ({ ...edit, author: by.name, userId: by.userId })),
    );
    await writeDraft(tx, flow.id, { draft, revision: accepted.at(-1)!.revision, baseVersionId: row.baseVersionId });
  }
  return { ok: true, changes: await editsAfter(tx, flow.id, baseRevision) };
}

/** An edit whose answer was lost comes again, and must not be made twice. */
async function withoutStored(tx: Tx, flow: FlowRow, { clientId, edits }: SaveDraft): Promise<SaveDraft["edits"]> {
  const stored = await tx.flowDraftEdit.findMany({
    where: { flowId: flow.id, clientId, editId: { in: edits.map(({ editId }) => editId) } },
    select: { editId: true },
  });
  const known = new Set(stored.map(({ editId }) => editId));
  return edits.filter(({ editId }) => !known.has(editId));
}

/** Whatever the operations say, what they come to must be a draft. */
export function draftProblem(draft: FlowDraft): string | undefined {
  const parts = [
    ["flow", draft.document],
    ["sample data", draft.samples],
  ] as const;
  for (const [what, part] of parts) {
    const bytes = Buffer.byteLength(JSON.stringify(part));
    if (bytes > DRAFT_LIMITS.bytes)
      return `The ${what} would have ${bytes} bytes; the limit is ${DRAFT_LIMITS.bytes}. Make it smaller and try again.`;
  }
  const issue = draftSchema.safeParse(draft).error?.issues[0];
  return issue && `The change cannot be kept: ${issue.path.join(".")} ${issue.message}.`;
}
