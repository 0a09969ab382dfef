import type { CloudEvent } from "../core/event/cloud-event.ts";
import type { JsonValue } from "../core/json.ts";

/**
 * The event bus: events are rows, and subscriptions are the event triggers of deployed flows.
 *
 * An event is put on the bus once per key: a step that is tried again, or made again after a crash, finds the row of its
 * first try. Every row is undelivered until a round has started the runs of all matching subscriptions and marked it so, in
 * one transaction. What is to be delivered is thus a set and not a position, so an event that is committed late, after
 * events with higher ids have been delivered, cannot be stepped over. A round that is repeated because its process died
 * finds the runs of the first try under their trigger key `event:<node>:<event id>`: delivered at least once, run once.
 */
export interface OutgoingEvent {
  readonly type: string;
  readonly source: string;
  readonly subject?: string;
  readonly data: JsonValue;
  /** The same key is one event, however often it is sent. Unique per organization. */
  readonly key: string;
}

export type EmittedEvent = Pick<CloudEvent, "id" | "time"> & {
  /** False when an event with this key was there already; it is the one described. */
  readonly created: boolean;
};

/** For the step `emit`. The organization, and how many runs led here, follow from the run. */
export type EmitFromRun = (runId: string, event: OutgoingEvent) => Promise<EmittedEvent>;

export interface EventStore {
  /** Runs `work` in a transaction, in one process at a time; does nothing where another process is at it. */
  inRound(work: (round: DeliveryRound) => Promise<void>): Promise<void>;
}

export interface DeliveryRound {
  /** Undelivered events whose time to be tried has come, oldest first, locked until the end of the round. */
  pending(limit: number): Promise<readonly PendingEvent[]>;
  subscriptions(orgIds: readonly string[]): Promise<readonly Subscription[]>;
  record(deliveries: readonly Delivery[]): Promise<void>;
  markDelivered(eventIds: readonly string[]): Promise<void>;
  /** Tries the event again after a pause. */
  postpone(eventId: string, delayMs: number): Promise<void>;
}

export interface PendingEvent {
  readonly orgId: string;
  /** Only flows that are live there hear of it. */
  readonly environment: string;
  readonly event: CloudEvent;
  /** Runs that led to this event, one starting the next; 0 for an event from outside. */
  readonly hops: number;
  /** Earlier tries to deliver it. */
  readonly attempts: number;
  /** The span of what emitted it; absent for an event from outside. */
  readonly traceparent?: string;
}

export interface Subscription {
  readonly orgId: string;
  readonly environment: string;
  /** Identity of the flow's row. */
  readonly flowKey: string;
  readonly flowId: string;
  readonly nodeId: string;
  readonly types: readonly string[];
  /** JSONata over `event`. */
  readonly filter?: string;
}

/** What became of an event at a subscription whose types match; one that the filter leaves out leaves no record. */
export interface Delivery {
  readonly orgId: string;
  readonly eventId: string;
  readonly flowKey: string;
  readonly nodeId: string;
  readonly outcome: "started" | "failed" | "stopped";
  readonly runId?: string;
  /** Why, for people. */
  readonly detail?: string;
}
