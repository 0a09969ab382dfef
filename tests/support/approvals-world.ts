import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { ApprovalRules } from "#engine/core/approval/approval-rules.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { DecideApproval, DecideResult, NewRun, RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "./seed-flow.ts";
import { createTestDatabase } from "./test-database.ts";

export interface Member {
  readonly id: string;
  readonly name: string;
}

export interface ApprovalsWorld {
  readonly pool: pg.Pool;
  readonly store: RunStore;
  readonly flow: SeededFlow;
  member(name: string, role: string, ...groups: readonly string[]): Promise<Member>;
  /** A run that waits for an approval with these rules, and the approval's id. */
  waiting(
    rules: ApprovalRules,
    started?: Partial<NewRun["started"]>,
    of?: SeededFlow,
  ): Promise<{ readonly runId: string; readonly approvalId: string }>;
  decide(approvalId: string, by: Member, more?: Partial<DecideApproval>): Promise<DecideResult>;
  close(): Promise<void>;
}

export const party = { roles: [], groups: [], people: [], quorum: 1 };
export const executives: ApprovalRules = { stages: [[{ ...party, roles: ["executive"] }]], allowSelf: false };

/** An organization with one flow, in a database of its own, whose runs wait for the answers of its members. */
export async function openApprovalsWorld(): Promise<ApprovalsWorld> {
  const database = await createTestDatabase();
  const pool = createPool({ url: database.url });
  const store = createPostgresRunStore({ pool, poolId: randomUUID() });
  const flow = await seedFlow(pool);
  return {
    ...{ pool, store, flow },
    member: (name, role, ...groups) => addMember(pool, flow.orgId, { name, role, groups }),
    waiting: (rules, started = {}, of = flow) => startWaiting(store, rules, started, of),
    decide: (approvalId, { id, name }, more) =>
      store.decideApproval({ orgId: flow.orgId, approvalId, decision: "approved", by: { id, name, roles: [] }, ...more }),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

interface NewMember {
  readonly name: string;
  readonly role: string;
  readonly groups: readonly string[];
}

async function addMember(pool: pg.Pool, orgId: string, { name, role, groups }: NewMember): Promise<Member> {
  const id = randomUUID();
  await pool.query("insert into app_user (id, org_id, email, name, password_hash) values ($1, $2, $3, $4, '')", [
    ...[id, orgId, `${name.toLowerCase()}-${id}@example.com`, name],
  ]);
  await pool.query("insert into membership (org_id, user_id, role) values ($1, $2, $3)", [orgId, id, role]);
  for (const group of groups)
    await pool.query("insert into person_group (org_id, name, user_id) values ($1, $2, $3)", [orgId, group, id]);
  return { id, name };
}

async function startWaiting(store: RunStore, rules: ApprovalRules, started: Partial<NewRun["started"]>, of: SeededFlow) {
  const run = newRunOf(of);
  await store.createRuns([{ ...run, started: { ...run.started, ...started } }]);
  const claim = await store.claim(run.runId);
  const { runId, orgId, epoch } = claim!;
  const approvalId = randomUUID();
  await store.checkpoint({
    ...{ runId, orgId, epoch, events: [], status: "waiting", setTimers: [], clearTimers: [], closeApprovals: [], release: {} },
    openApprovals: [
      { approvalId, nodeId: "ask", visit: 1, title: "Order 7", roles: ["executive"], quorum: 1, rules, details: { total: 5 } },
    ],
  });
  return { runId, approvalId };
}
