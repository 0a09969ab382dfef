import type pg from "pg";
import type { Hat } from "../../core/approval/approval-rules.ts";
import type { Signer, Starter } from "../../core/approval/tally.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import type { Role } from "../../core/role.ts";
import type { Decider, MessageBody } from "../../runtime/ports.ts";
import { starterInMail, starterOf } from "../../runtime/run-starters.ts";

type Database = pg.Pool | pg.PoolClient;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface HatRow {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly groups: readonly string[];
}

const HATS = `select m.user_id, u.email, u.name, m.role,
    array(select g.name from person_group g where g.org_id = m.org_id and g.user_id = m.user_id order by g.name) as groups
  from membership m join app_user u on u.id = m.user_id
  where m.org_id = $1 and (m.user_id = $2 or m.user_id in (
    select d.from_user_id from delegation d
    where d.org_id = $1 and d.to_user_id = $2 and d.starts_at <= clock_timestamp() and d.ends_at > clock_timestamp()))
  order by m.user_id <> $2, u.name`;

/** A person as the database knows them now: their own hat first, then those of whom they stand in for at this moment. */
export async function signerOf(db: Database, orgId: string, { id, name, roles }: Decider): Promise<Signer> {
  if (id === undefined || !UUID.test(id)) return { name, hats: [{ roles, groups: [] }] };
  const { rows } = await db.query<HatRow>({ name: "hats-of-signer", text: HATS, values: [orgId, id] });
  return { id, name, hats: rows.some((row) => row.user_id === id) ? rows.map((row) => hatOf(row, id)) : [] };
}

const hatOf = ({ user_id: userId, email, name, role, groups }: HatRow, id: string): Hat => ({
  userId,
  email,
  roles: [role],
  groups,
  ...(userId === id ? {} : { standsInFor: name }),
});

/**
 * Each of the runs is looked up by itself: planned as a join, this read the logs of all runs there are for every answer of a
 * person. `limit` and `offset` keep the planner from making a join of it.
 */
const STARTERS = `with recursive line as (
    select id as run_id, id from unnest($1::uuid[]) as id
    union
    select line.run_id, origin.id from line join lateral (
      (select parent_id as id from child_run where child_id = line.id offset 0)
      union all (select forked_from from run where run.id = line.id and forked_from is not null offset 0)
    ) as origin on true
  )
  select line.run_id, l.events, null as mail from line cross join lateral (
    select events::text as events from run_log where run_log.run_id = line.id and first_seq = 1 limit 1) as l
  union all
  select line.run_id, null, i.body from line cross join lateral (
    select body from inbox where inbox.run_id = line.id and dedupe_key like 'rewind:%' offset 0) as i`;

/**
 * Who started each of these runs, and the runs they were started or forked from, or took one of them back with other data:
 * whoever set a sub-flow going through its parent has started it as well. Mail stays as long as its run.
 */
export async function startersOf(db: Database, runIds: readonly string[]): Promise<ReadonlyMap<string, readonly Starter[]>> {
  if (runIds.length === 0) return new Map();
  const { rows } = await db.query<{ run_id: string; events: string | null; mail: MessageBody | null }>({
    name: "starters-of",
    text: STARTERS,
    values: [runIds],
  });
  const starters = new Map<string, Starter[]>();
  for (const { run_id: runId, events, mail } of rows) {
    const starter = events === null ? mail && starterInMail(mail) : starterOf(startedIn(events));
    if (starter) starters.set(runId, [...(starters.get(runId) ?? []), starter]);
  }
  return starters;
}

type Started = Extract<RunEvent, { type: "run.started" }>["data"];

/** The first event of a log is `["run.started", 0, data]`. */
const startedIn = (events: string): Started => (JSON.parse(events) as readonly [readonly [string, number, Started]])[0][2];
