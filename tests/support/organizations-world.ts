import { randomUUID } from "node:crypto";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import type { Role } from "#engine/core/role.ts";
import { roles } from "#engine/core/role.ts";
import type { Membership } from "#engine/index.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { startLiveEngine, type LiveEngine } from "./live-engine.ts";

/** In everything that is written in the first organization, and in none of its ids. */
export const CANARY = "Zanzibar";

/** A draft that calls what the first organization has, by its name. */
export const reachingOver = {
  omnilink: 1,
  id: "reaching",
  name: "Reaching over",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "over", kind: "subFlow", config: { flow: "orders", input: {} } },
  ],
  edges: [{ from: "start", to: "over" }],
};

const source = (id: string): string => `omnilink: 1
id: ${id}
name: ${CANARY} ${id}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: nightly, kind: trigger.schedule, config: { cron: "0 3 * * *" } }
  - { id: choose, kind: branch, config: { cases: [{ port: bad, when: input.bad }], otherwise: good } }
  - { id: ask, kind: approval, config: { title: "${CANARY}?", details: =input, approvers: { roles: [engineer] } } }
  - { id: end, kind: stop, config: { outcome: failed, message: "${CANARY} failed" } }
edges:
  - { from: start, to: choose }
  - { from: nightly, to: choose }
  - { from: choose, port: good, to: ask }
  - { from: choose, port: bad, to: end }
`;

/** Ids of what the first organization has; somebody of another one has got hold of them. */
interface ForeignIds {
  readonly waitingRun: string;
  readonly failedRun: string;
  readonly approvalId: string;
  readonly incidentId: string;
  readonly reviewId: string;
  readonly bundleHash: string;
  readonly contentHash: string;
  readonly revision: number;
  readonly shownHash: string;
  readonly viewId: string;
  readonly delegationId: string;
  readonly linkToken: string;
  readonly userId: string;
}

/** Two organizations in one database: the first one has something of everything, the second one has Bea, who is its admin. */
export interface OrganizationsWorld {
  readonly live: LiveEngine;
  readonly ids: ForeignIds;
  /** A person of the first organization in each role. */
  readonly people: Readonly<Record<Role, Membership>>;
  readonly bea: Membership;
  /** Every row of the first organization, as one hash per table. */
  rows(): Promise<Readonly<Record<string, string>>>;
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openOrganizationsWorld(): Promise<OrganizationsWorld> {
  const live = await startLiveEngine();
  const pool = createPool({ url: live.databaseUrl, max: 2 });
  const sql: OrganizationsWorld["sql"] = async (text, values = []) =>
    (await pool.query<Record<string, unknown>>(text, [...values])).rows;
  const people = await peopleOf(live);
  const ids = await fill(live, people, sql);
  return {
    ...{ live, people, ids, sql },
    bea: await beaOf(live, sql),
    rows: () => rowsOf(sql, live.orgId),
    close: async () => {
      await pool.end();
      await live.stop();
    },
  };
}

const PASSWORD = "correct horse battery";

async function peopleOf({ engine, orgId }: LiveEngine): Promise<Record<Role, Membership>> {
  const entries = roles.map(async (role): Promise<[Role, Membership]> => {
    const email = `${role}@${CANARY.toLowerCase()}.example`;
    const { token } = await engine.people.invite({ orgId, role, invitedBy: CANARY });
    await engine.people.accept({ token, email, name: `${CANARY} ${role}`, password: PASSWORD });
    const { userId } = (await engine.people.authenticate(email, PASSWORD))!;
    return [role, (await engine.people.membership(userId))!];
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Role, Membership>;
}

async function beaOf({ engine }: LiveEngine, sql: OrganizationsWorld["sql"]): Promise<Membership> {
  const [orgId, userId] = [randomUUID(), randomUUID()];
  await sql("insert into organization (id, name, slug) values ($1, 'Other', 'other')", [orgId]);
  await sql("insert into app_user (id, org_id, email, name, password_hash) values ($1, $2, 'bea@other.example', 'Bea', '')", [
    userId,
    orgId,
  ]);
  await sql("insert into membership (org_id, user_id, role) values ($1, $2, 'admin')", [orgId, userId]);
  return (await engine.people.membership(userId))!;
}

async function fill(live: LiveEngine, people: Record<Role, Membership>, sql: OrganizationsWorld["sql"]): Promise<ForeignIds> {
  const { engine, orgId } = live;
  const by = { userId: people.admin.userId, name: people.admin.name };
  for (const id of ["orders", "reviewed"]) await live.deploy(source(id));
  const waitingRun = await live.start("orders", { id: CANARY, customer: CANARY });
  const failedRun = await live.start("orders", { id: CANARY, bad: true });
  await live.reached(waitingRun, "waiting");
  await live.reached(failedRun);
  const mapping = { name: "total", expression: `"${CANARY}"`, description: CANARY, after: 0 };
  await engine.mappingLibrary.publish({ ...mapping, orgId, by });
  await engine.mappings.turnDown(orgId, [{ source: [CANARY], target: [CANARY] }]);
  await engine.views.save(people.admin, { name: CANARY, query: `?text=${CANARY}` });
  await engine.environments.setVariable({ orgId, environment: "prod", name: "place", value: CANARY, by });
  await engine.delegations.give({
    ...{ orgId, fromUserId: people.engineer.userId, toUserId: people.admin.userId, reason: CANARY },
    ...{ startsAt: new Date(Date.now() - 1_000).toISOString(), endsAt: new Date(Date.now() + 86_400_000).toISOString() },
  });
  const rule = { isRequired: true, quorum: 1, roles: ["executive"] as const };
  await engine.reviews.setRule({ orgId, flowId: "reviewed", rule, by });
  const opened = (await engine.drafts.open(orgId, "reviewed"))!;
  const renamed = setFlowField(opened.draft, ["name"], `${CANARY}, better`);
  if (!renamed.ok) throw new Error(renamed.reason);
  await engine.drafts.save({
    ...{ orgId, flowId: "reviewed", clientId: "window-1", baseRevision: opened.revision, by },
    ...(opened.live ? { baseVersion: opened.live.number } : {}),
    edits: [{ editId: 1, edit: renamed.edit }],
  });
  const { revision } = (await engine.drafts.open(orgId, "reviewed"))!;
  const asked = await engine.reviews.request({ orgId, flowId: "reviewed", revision, by });
  if (!asked.ok) throw new Error(JSON.stringify(asked));
  const review = (await engine.reviews.get(orgId, asked.reviewId, people.executive.userId))!;
  const [approval] = await engine.approvals.list(orgId, { status: "pending", limit: 1, viewer: people.engineer.userId });
  const { approvalId } = approval!;
  const [view] = await engine.views.list(people.admin);
  const { incidents } = await engine.incidents.list(orgId, { status: "open", limit: 1 });
  const linkToken = `${CANARY}-link`;
  await sql(
    `insert into approval_link (token_hash, org_id, approval_id, user_id, expires_at)
     values (sha256($1::bytea), $2, $3, $4, now() + interval '1 day')`,
    [linkToken, orgId, approvalId, people.engineer.userId],
  );
  const [delegation] = await sql("select id from delegation where org_id = $1", [orgId]);
  return {
    ...{ waitingRun, failedRun, approvalId, reviewId: asked.reviewId, bundleHash: review.bundleHash, revision, linkToken },
    contentHash: (await engine.flows.get(orgId, "orders"))!.contentHash,
    shownHash: (await engine.approvals.get(orgId, approvalId, people.engineer.userId))!.shownHash,
    incidentId: incidents[0]!.incidentId,
    viewId: view!.viewId,
    delegationId: String(delegation!["id"]),
    userId: people.engineer.userId,
  };
}

/** Written by a worker in the background, whoever calls what. */
const FIGURES = ["counted_until", "run_hour", "run_recount", "run_value", "pool_lease", "trace_export"];

async function rowsOf(sql: OrganizationsWorld["sql"], orgId: string): Promise<Record<string, string>> {
  const tables = await sql(
    `select c.table_name as name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'org_id' and t.table_type = 'BASE TABLE'
       and c.table_name <> all($1) order by 1`,
    [FIGURES],
  );
  const hashes = tables.map(
    ({ name }) =>
      `select '${String(name)}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from "${String(name)}" t where org_id = $1`,
  );
  const rows = await sql(hashes.join(" union all "), [orgId]);
  return Object.fromEntries(rows.map(({ name, hash }) => [String(name), String(hash)]));
}
