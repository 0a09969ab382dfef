import { eventAsJson, matchesType, MAX_HOPS, type CloudEvent } from "../../core/event/cloud-event.ts";
import { evaluateExpression } from "../../core/expression/evaluate-expression.ts";
import { parseExpression } from "../../core/expression/parse-expression.ts";
import { seededRandom } from "../../core/expression/seeded-random.ts";
import { toFailure } from "../../core/failure.ts";
import type { StartResult, StartRun } from "../../runtime/engine.ts";
import type { Delivery, DeliveryRound, EventStore, PendingEvent, Subscription } from "../../runtime/event-bus.ts";
import { startLoop, type WakefulLoop } from "../../runtime/loops.ts";
import type { Clock } from "../../runtime/ports.ts";
import { systemClock } from "../../runtime/system-clock.ts";

export type StartEventRun = (request: StartRun) => Promise<StartResult>;

const BATCH = 100;
/** Pauses before an event is tried again whose runs the engine could not start. After the last one it is given up. */
const RETRY_MS = [1_000, 5_000, 30_000, 120_000, 600_000];

/** One round over undelivered events. Says whether there may be more to do at once. */
export async function deliverEvents(
  round: DeliveryRound,
  start: StartEventRun,
  clock: Pick<Clock, "monotonicMs"> = systemClock,
): Promise<boolean> {
  const events = await round.pending(BATCH);
  if (events.length === 0) return false;
  const subscriptions = await round.subscriptions([...new Set(events.map(({ orgId }) => orgId))]);
  const attempts = await inTime(clock, events, (pending) => deliver(pending, subscriptions, start));
  await round.record(attempts.flatMap(({ deliveries }) => deliveries));
  await round.markDelivered(attempts.flatMap(({ eventId, retryMs }) => (retryMs === undefined ? [eventId] : [])));
  for (const { eventId, retryMs } of attempts) if (retryMs !== undefined) await round.postpone(eventId, retryMs);
  return events.length === BATCH || attempts.length < events.length;
}

const SIDE_BY_SIDE = 25;
const BEGIN_WITHIN_MS = 1_000;

/**
 * The oldest events, as many as are begun within the time of a round, and never none. What a round has done counts only when
 * it is over: one that took up whatever is there would keep events of others waiting for somebody's slow filters.
 */
async function inTime(
  clock: Pick<Clock, "monotonicMs">,
  events: readonly PendingEvent[],
  deliverOne: (pending: PendingEvent) => Promise<Attempt>,
): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  const untilMs = clock.monotonicMs() + BEGIN_WITHIN_MS;
  let begun = 0;
  const work = async (): Promise<void> => {
    do {
      const index = begun++;
      const pending = events[index];
      if (pending === undefined) return;
      attempts[index] = await deliverOne(pending);
    } while (clock.monotonicMs() < untilMs);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return attempts;
}

interface Attempt {
  readonly eventId: string;
  readonly deliveries: readonly Delivery[];
  /** Present when the engine could not start a run: the whole event is tried again, and runs that exist are found. */
  readonly retryMs?: number;
}

async function deliver(pending: PendingEvent, all: readonly Subscription[], start: StartEventRun): Promise<Attempt> {
  const { orgId, environment, event, attempts } = pending;
  const ofPlace = all.filter((one) => one.orgId === orgId && one.environment === environment);
  const matching = ofPlace.filter((one) => one.types.some((pattern) => matchesType(pattern, event.type)));
  const outcomes = await Promise.all(matching.map((subscription) => handOver(pending, subscription, start)));
  const retryMs = outcomes.some((outcome) => outcome !== undefined && "trouble" in outcome) ? RETRY_MS[attempts] : undefined;
  const deliveries = outcomes.flatMap((outcome, index): Delivery[] => {
    if (outcome === undefined || ("trouble" in outcome && retryMs !== undefined)) return [];
    const { flowKey, nodeId } = matching[index]!;
    const told = "trouble" in outcome ? givenUp(outcome.trouble) : outcome;
    return [{ orgId, eventId: event.id, flowKey, nodeId, ...told }];
  });
  return { eventId: event.id, deliveries, ...(retryMs === undefined ? {} : { retryMs }) };
}

type Outcome = Pick<Delivery, "outcome" | "runId" | "detail">;

/** The engine itself failed; nothing is wrong with the event. */
interface Trouble {
  readonly trouble: string;
}

const givenUp = (reason: string): Outcome => ({
  outcome: "failed",
  detail: `The run could not be started in ${RETRY_MS.length + 1} tries: ${reason}`,
});

/** `undefined` when the filter leaves the event out. */
async function handOver(
  { orgId, environment, event, hops, traceparent }: PendingEvent,
  subscription: Subscription,
  start: StartEventRun,
): Promise<Outcome | Trouble | undefined> {
  const { flowId, nodeId } = subscription;
  const passed = await passes(subscription, event);
  if (passed === false) return undefined;
  if (passed !== true) return { outcome: "failed", detail: `The filter failed: ${passed.problem}` };
  if (hops >= MAX_HOPS) return { outcome: "stopped", detail: `${hops} runs led to this event, one starting the next: a loop.` };
  try {
    const triggerKey = `event:${nodeId}:${event.id}`;
    const input = eventAsJson(event);
    const from = { startedBy: "event", ...(traceparent === undefined ? {} : { traceparent }) };
    const started = await start({ orgId, flowId, environment, trigger: nodeId, input, triggerKey, ...from });
    if (started.ok) return { outcome: "started", runId: started.runId };
    return { outcome: "failed", detail: started.problems[0]?.message ?? `Flow ${flowId} is not deployed.` };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** Time and randomness of a filter are the event's own, so a repeated delivery decides the same. */
async function passes({ filter }: Subscription, event: CloudEvent): Promise<boolean | { readonly problem: string }> {
  if (filter === undefined) return true;
  const parsed = parseExpression(`$boolean((${filter}\n))`);
  if (!parsed.ok) return { problem: parsed.message };
  const recorded = { nowMs: Date.parse(event.time), random: seededRandom(0, event.id) };
  try {
    return (await evaluateExpression(parsed.expression, { event: eventAsJson(event) }, recorded)) === true;
  } catch (error) {
    return { problem: toFailure(error).message };
  }
}

interface EventPorts {
  readonly events: EventStore;
  readonly start: StartEventRun;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** New events are told of; this is for those that are tried again, and those of a process that died over them. */
const LOOK_EVERY_MS = 1_000;

/** Delivers events until stopped; at once again while there are more than a round takes up. */
export function startEventLoop({ events, start, clock, onError }: EventPorts): WakefulLoop {
  return startLoop(clock, onError, async () => {
    let isMore = false;
    await events.inRound(async (round) => void (isMore = await deliverEvents(round, start, clock)));
    return isMore ? 0 : LOOK_EVERY_MS;
  });
}
