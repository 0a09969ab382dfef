import { randomUUID } from "node:crypto";
import { describeRunStore } from "#engine/runtime/run-store.contract.ts";
import type { KeptIncident } from "#engine/runtime/run-store-kit.contract.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { newRunOf, seedFlow } from "#tests/support/seed-flow.ts";

describeRunStore("postgres", async () => {
  const database = await createTestDatabase();
  const pool = createPool({ url: database.url });
  const flow = await seedFlow(pool);
  return {
    store: createPostgresRunStore({ pool, poolId: randomUUID() }),
    peer: createPostgresRunStore({ pool, poolId: randomUUID() }),
    orgId: flow.orgId,
    newRun: (overrides) => newRunOf(flow, overrides),
    takeAway: async (runId) => {
      await pool.query("update run set owner = null where id = $1", [runId]);
    },
    incidents: async (runId) => {
      const { rows } = await pool.query<{ kept: Omit<KeptIncident, "failure">; failure: KeptIncident["failure"] }>(
        `select json_strip_nulls(json_build_object('kind', kind, 'nodeId', node_id, 'status', status, 'resolution', resolution)) as kept, failure
         from incident where run_id = $1 order by opened_at, kind`,
        [runId],
      );
      return rows.map(({ kept, failure }) => ({ ...kept, failure }));
    },
    nowMs: () => Date.now(),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
});
