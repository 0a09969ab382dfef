import type { DiscardResult, SettleDraft } from "../../runtime/drafts.ts";
import { catchUpWithLive } from "./catch-up.ts";
import { editsAfter, lockFlow, type DraftRow, type FlowRow, type Tx } from "./draft-rows.ts";

interface Seen {
  readonly ok: true;
  readonly flow: FlowRow;
  readonly row: DraftRow;
}

type NotSeen = Extract<DiscardResult, { readonly ok: false }>;

/** The draft, locked, as the person saw it; what is settled about it is settled with this lock held. */
export async function lockSeen(tx: Tx, { orgId, flowId, revision }: Omit<SettleDraft, "by">): Promise<Seen | NotSeen> {
  const flow = await lockFlow(tx, orgId, flowId);
  if (!flow) return { ok: false, reason: "unknownFlow" };
  if (!flow.draft) return { ok: false, reason: "nothing" };
  const row = await catchUpWithLive(tx, flow, flow.draft);
  if (row.revision !== revision) return { ok: false, reason: "stale", changes: await editsAfter(tx, flow.id, revision) };
  return { ok: true, flow, row };
}
