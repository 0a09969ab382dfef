import { randomUUID } from "node:crypto";
import type pg from "pg";
import { newRunId } from "#engine/runtime/new-run-id.ts";
import type { NewRun } from "#engine/runtime/ports.ts";

export interface SeededFlow {
  readonly orgId: string;
  readonly flowId: string;
  readonly flowVersionId: string;
}

/** An organization with one flow and one version, whose document is of no interest to the test. */
export async function seedFlow(pool: pg.Pool, slug = "orders"): Promise<SeededFlow> {
  const [orgId, flowId, flowVersionId] = [randomUUID(), randomUUID(), randomUUID()];
  await pool.query("insert into organization (id, name, slug) values ($1, 'Acme', $2)", [orgId, orgId]);
  await pool.query("insert into flow (id, org_id, slug, name) values ($1, $2, $3, 'Orders')", [flowId, orgId, slug]);
  await pool.query(
    `insert into flow_version (id, org_id, flow_id, number, content_hash, document, source, deployed_by)
     values ($1, $2, $3, 1, 'hash', '{}', '', 'test')`,
    [flowVersionId, orgId, flowId],
  );
  await pool.query("update flow set active_version_id = $2 where id = $1", [flowId, flowVersionId]);
  return { orgId, flowId, flowVersionId };
}

export function newRunOf({ orgId, flowVersionId }: SeededFlow, overrides: Partial<NewRun> = {}): NewRun {
  const started = { flow: "orders", version: 1, contentHash: "hash", trigger: "start", input: { id: 7 }, seed: 1 };
  return { runId: newRunId(), orgId, flowVersionId, started, ...overrides };
}
