import type pg from "pg";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { CloudEvent } from "../core/event/cloud-event.ts";
import { spanOfCall, spanOfRun, traceparent, type SpanRef } from "../core/trace/trace-ids.ts";
import type { DeliveryRound, EventStore, PendingEvent, Subscription } from "../runtime/event-bus.ts";
import type { Prisma } from "../../generated/prisma/client.ts";
import type { LivePlace } from "./environments/live-versions.ts";
import { inExclusiveRound } from "./exclusive-round.ts";

interface PendingRow {
  readonly org_id: string;
  readonly environment: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string | null;
  readonly time: Date;
  readonly data: CloudEvent["data"];
  readonly hops: number;
  readonly attempts: number;
  readonly event_key: string;
  readonly run_id: string | null;
}

interface SubscriptionRow {
  readonly org_id: string;
  readonly environment: string;
  readonly flow_id: string;
  readonly slug: string;
  readonly node_id: string;
  readonly types: readonly string[];
  readonly filter: string | null;
}

const PENDING = `
select org_id, environment, id, type, source, subject, time, data, hops, attempts, event_key, run_id from bus_event
where delivered_at is null and deliver_at <= clock_timestamp()
order by deliver_at, id limit $1
for update skip locked`;

const SUBSCRIPTIONS = `
select s.org_id, s.environment, s.flow_id, f.slug, s.node_id, s.types, s.filter
from event_subscription s join flow f on f.id = s.flow_id
where s.org_id = any($1::uuid[])`;

const RECORD = `
insert into event_delivery (org_id, event_id, flow_id, node_id, outcome, run_id, detail)
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[])
on conflict (event_id, flow_id, node_id) do update
set outcome = excluded.outcome, run_id = excluded.run_id, detail = excluded.detail, at = clock_timestamp()`;

const IS_PENDING = "exists (select 1 from bus_event where delivered_at is null and deliver_at <= clock_timestamp())";

/** The port of the delivering loop. */
export function createEventStore(pool: pg.Pool): EventStore {
  return { inRound: (work) => inExclusiveRound(pool, "events", (client) => work(roundOn(client)), IS_PENDING) };
}

function roundOn(client: pg.PoolClient): DeliveryRound {
  return {
    pending: async (limit) => (await client.query<PendingRow>(PENDING, [limit])).rows.map(toPending),
    subscriptions: async (orgIds) => (await client.query<SubscriptionRow>(SUBSCRIPTIONS, [orgIds])).rows.map(toSubscription),
    record: async (deliveries) => {
      if (deliveries.length === 0) return;
      await client.query(RECORD, [
        deliveries.map(({ orgId }) => orgId),
        deliveries.map(({ eventId }) => eventId),
        deliveries.map(({ flowKey }) => flowKey),
        deliveries.map(({ nodeId }) => nodeId),
        deliveries.map(({ outcome }) => outcome),
        deliveries.map(({ runId }) => runId ?? null),
        deliveries.map(({ detail }) => detail ?? null),
      ]);
    },
    markDelivered: async (eventIds) => {
      await client.query("update bus_event set delivered_at = clock_timestamp() where id = any($1::uuid[])", [eventIds]);
    },
    postpone: async (eventId, delayMs) => {
      const text = `update bus_event set attempts = attempts + 1, deliver_at = clock_timestamp() + $2 * interval '1 ms' where id = $1`;
      await client.query(text, [eventId, delayMs]);
    },
  };
}

const toPending = ({
  org_id: orgId,
  environment,
  id,
  type,
  source,
  subject,
  time,
  data,
  hops,
  attempts,
  event_key: key,
  run_id: runId,
}: PendingRow): PendingEvent => ({
  orgId,
  environment,
  event: { id, source, type, ...(subject === null ? {} : { subject }), time: time.toISOString(), data },
  hops,
  attempts,
  ...(runId === null ? {} : { traceparent: traceparent(emitter(runId, key)) }),
});

/** The step that emitted it; the run, for an event whose key says nothing about steps. */
const emitter = (runId: string, key: string): SpanRef =>
  key.startsWith(`step:${runId}:`) ? spanOfCall(key.slice("step:".length)) : spanOfRun(runId);

const toSubscription = ({
  org_id: orgId,
  environment,
  flow_id: flowKey,
  slug,
  node_id: nodeId,
  types,
  filter,
}: SubscriptionRow): Subscription => ({
  ...{ orgId, environment, flowKey, flowId: slug, nodeId, types },
  ...(filter === null ? {} : { filter }),
});

/** Makes the event triggers of the version that goes live the subscriptions of the flow in that environment. */
export async function syncSubscriptions(
  tx: Prisma.TransactionClient,
  { orgId, flowId, environment }: LivePlace,
  document: FlowDocument,
): Promise<void> {
  await tx.eventSubscription.deleteMany({ where: { flowId, environment } });
  const triggers = document.nodes.filter((node) => node.kind === "trigger.event");
  for (const { id: nodeId, config } of triggers) {
    const types = Array.isArray(config?.["types"]) ? config["types"].map(String) : [];
    const filter = config?.["filter"];
    await tx.eventSubscription.create({
      data: { orgId, flowId, environment, nodeId, types, filter: filter === undefined ? null : String(filter) },
    });
  }
}
