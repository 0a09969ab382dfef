import type pg from "pg";
import type { CloudEvent } from "../core/event/cloud-event.ts";
import { besideProduction, PRODUCTION } from "../core/environment/environment.ts";
import type { EventFilter, Events, EventSummary } from "../runtime/engine.ts";
import type { EmitFromRun, EmittedEvent, OutgoingEvent } from "../runtime/event-bus.ts";
import { newRunId } from "../runtime/new-run-id.ts";
import { retryTransient, retryUntilBack } from "./database-errors.ts";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const NESTED_AT_MOST = 100;

/**
 * Rows of an event by its origin; hops count the runs that led to it. They are read from trigger keys: that of the run that
 * emits or, for the run of a sub-flow, of the run that started it, for a loop may go by way of sub-flows.
 */
const FROM_RUN = `
with recursive line as (
  select r.org_id, r.trigger_key, 1 as depth from run r where r.id = $1
  union all
  select p.org_id, p.trigger_key, line.depth + 1
  from line join run p on p.id = substring(line.trigger_key from '^run:(${UUID}):')::uuid and p.org_id = line.org_id
  where line.depth < ${NESTED_AT_MOST}
)
select r.org_id, r.environment, r.id as run_id, coalesce((
  select max(e.hops) + 1 from line join bus_event e
    on e.org_id = line.org_id and e.id = substring(line.trigger_key from '^event:[^:]+:(${UUID})$')::uuid
), 0) as hops
from run r where r.id = $1`;
const FROM_OUTSIDE = "select $1::uuid as org_id, $8::text as environment, null::uuid as run_id, 0 as hops";

/** The column rounds to milliseconds: an event that is due in the next half of one would be passed over by the round it calls. */
const DUE_AT_ONCE = "date_trunc('milliseconds', clock_timestamp())";

const insertFrom = (origin: string): string => `
with origin as (${origin})
insert into bus_event (id, org_id, type, source, subject, time, data, event_key, run_id, hops, deliver_at, environment)
select $2, o.org_id, $3, $4, $5, clock_timestamp(), $6::json, $7, o.run_id, o.hops, ${DUE_AT_ONCE}, o.environment from origin o
on conflict (org_id, environment, event_key) do nothing
returning id, time`;

const FIND = {
  run: "select e.id, e.time from bus_event e join run r on r.org_id = e.org_id and r.environment = e.environment where r.id = $1 and e.event_key = $2",
  organization: "select id, time from bus_event where org_id = $1 and event_key = $2 and environment = $3",
};

interface EmittedRow {
  readonly id: string;
  readonly time: Date;
}

/** Puts the events of steps on the bus. A step waits for a database that is away: its flow has nothing to do with that. */
export function createEmitFromRun(pool: pg.Pool): EmitFromRun {
  const statements = { insert: insertFrom(FROM_RUN), find: FIND.run };
  return (runId, event) => retryUntilBack(() => put(pool, { ...statements, origin: runId }, event));
}

interface Statements {
  readonly insert: string;
  readonly find: string;
  /** Id of the run or of the organization. */
  readonly origin: string;
  /** Of an event from outside; that of a run says it itself. */
  readonly environment?: string;
}

/** An event whose key is there already is found by a second statement, which sees what was committed meanwhile. */
async function put(
  pool: pg.Pool,
  { insert, find, origin, environment }: Statements,
  event: OutgoingEvent,
): Promise<EmittedEvent> {
  const { type, source, subject, data, key } = event;
  const where = environment === undefined ? [] : [environment];
  const values = [origin, newRunId(), type, source, subject ?? null, JSON.stringify(data), key, ...where];
  return retryTransient(async () => {
    const made = await pool.query<EmittedRow>(insert, values);
    const row = made.rows[0] ?? (await pool.query<EmittedRow>(find, [origin, key, ...where])).rows[0];
    if (!row) throw new Error(`There is no run ${origin}, so its event cannot be put on the bus.`);
    return { id: row.id, time: row.time.toISOString(), created: made.rowCount === 1 };
  });
}

export function createEvents(pool: pg.Pool): Events {
  return {
    emit: ({ orgId, environment = PRODUCTION, ...event }) =>
      put(pool, { insert: insertFrom(FROM_OUTSIDE), find: FIND.organization, origin: orgId, environment }, event),
    list: (orgId, filter) => listEvents(pool, orgId, filter),
  };
}

interface SummaryRow {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string | null;
  readonly time: Date;
  readonly data: CloudEvent["data"];
  readonly environment: string;
  readonly hops: number;
  readonly is_delivered: boolean;
  readonly deliveries: EventSummary["deliveries"];
}

const LIST = `
select e.id, e.type, e.source, e.subject, e.time, e.data, e.environment, e.hops, e.delivered_at is not null as is_delivered,
  array(
    select json_strip_nulls(json_build_object(
      'flowId', f.slug, 'nodeId', d.node_id, 'outcome', d.outcome, 'runId', d.run_id, 'detail', d.detail))
    from event_delivery d join flow f on f.id = d.flow_id where d.event_id = e.id order by f.slug, d.node_id
  ) as deliveries
from bus_event e
where e.org_id = $1 and ($2::text is null or e.type = $2)
order by e.id desc limit $3`;

async function listEvents(pool: pg.Pool, orgId: string, { type, limit }: EventFilter): Promise<readonly EventSummary[]> {
  const { rows } = await pool.query<SummaryRow>(LIST, [orgId, type ?? null, limit]);
  return rows.map(({ id, source, subject, time, data, hops, is_delivered: isDelivered, deliveries, ...row }) => ({
    ...{ id, source, type: row.type, ...(subject === null ? {} : { subject }), time: time.toISOString(), data },
    ...{ hops, isDelivered, deliveries, ...besideProduction(row.environment) },
  }));
}
