import type { Tx } from "./drafts/draft-rows.ts";

/**
 * Notes with the flow whether starts were collected (debounce, batch) under trigger keys that are kept. A version that
 * collects none would look for a repeated key among the runs only, and those have the key of one of their starts at most.
 */
export async function noteCollected(tx: Tx, flowId: string): Promise<void> {
  await tx.$executeRaw`
    update flow set has_collected = exists (select 1 from limited_start where flow_id = ${flowId}::uuid and trigger_key is not null)
    where id = ${flowId}::uuid`;
}
