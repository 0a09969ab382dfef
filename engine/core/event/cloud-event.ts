import { z } from "zod";
import type { JsonObject, JsonValue } from "../json.ts";

/** An event of the bus as flows see it, with the attributes of CloudEvents 1.0. It is the input of the runs it starts. */
export interface CloudEvent {
  readonly id: string;
  /** Who says so, e.g. `/flows/orderApproval`. With `id` it names the event for good. */
  readonly source: string;
  readonly type: string;
  /** What the event is about, e.g. an order number. */
  readonly subject?: string;
  /** When it was put on the bus, ISO 8601. */
  readonly time: string;
  readonly data: JsonValue;
}

/** The same for a contract: what an event trigger hands to a run. */
export const cloudEventSchema: JsonObject = {
  type: "object",
  required: ["id", "source", "type", "time", "data"],
  properties: {
    id: { type: "string" },
    source: { type: "string", title: "Who says so" },
    type: { type: "string" },
    subject: { type: "string", title: "What it is about" },
    time: { type: "string", format: "date-time" },
    data: {},
  },
};

const TYPE = /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/;
const PATTERN = /^(?:\*|[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*(?:\.?\*)?)$/;

export const eventType = z
  .string()
  .max(200)
  .regex(TYPE, "must be words of letters and digits separated by . - or _, such as order.shipped");

/** An event type, or its beginning followed by `*`. */
export const eventTypePattern = z
  .string()
  .max(200)
  .regex(PATTERN, "must be an event type such as order.shipped, or the beginning of one and *, such as order.*");

export const matchesType = (pattern: string, type: string): boolean =>
  pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

/**
 * A run that an event started may emit events, which may start runs. Past this many runs in one line nothing is started
 * any more: a flow that answers its own event would go on for ever.
 */
export const MAX_HOPS = 16;

/** As the input of a run and as `event` in a filter; absent members are left out. */
export function eventAsJson({ id, source, type, subject, time, data }: CloudEvent): JsonObject {
  return { id, source, type, ...(subject === undefined ? {} : { subject }), time, data };
}
