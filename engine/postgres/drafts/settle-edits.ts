import type { DraftChange } from "../../runtime/drafts.ts";
import type { FlowRow, Tx } from "./draft-rows.ts";

/** Marks edits as published or thrown away; the old ones are only kept for windows that were cut off for long. */
export async function settleEdits(
  tx: Tx,
  flow: FlowRow,
  revision: number,
  only?: readonly Pick<DraftChange, "revision">[],
): Promise<void> {
  const revisions = only?.map((change) => change.revision) ?? null;
  await tx.$executeRaw`
    update flow_draft_edit set is_settled = true
    where flow_id = ${flow.id}::uuid and revision <= ${revision} and not is_settled
      and (${revisions}::int[] is null or revision = any (${revisions}::int[]) or operations::text = '[]')`;
  await tx.$executeRaw`
    delete from flow_draft_edit e where flow_id = ${flow.id}::uuid and at < now() - interval '30 days'
      and revision < (select coalesce(min(o.revision), ${revision}) from flow_draft_edit o where o.flow_id = e.flow_id and not o.is_settled)`;
}
