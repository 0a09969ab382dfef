import type { SpanRef } from "./trace-ids.ts";

export type SpanAttributes = Readonly<Record<string, string | number>>;

/** Something that happened for some time in a run, as OpenTelemetry tells it. It holds names, times and codes, and no data. */
export interface Span extends SpanRef {
  /** Absent for the run itself. */
  readonly parentSpanId?: string;
  readonly name: string;
  /** `client`: it called out. `consumer`: somebody outside started it. */
  readonly kind: "internal" | "client" | "consumer";
  /** Milliseconds since 1970, with three decimals. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: SpanAttributes;
  /** Code of the failure it ended with. */
  readonly error?: string;
  readonly events: readonly SpanEvent[];
  /** Events that were too many to be told. */
  readonly droppedEvents: number;
  readonly links: readonly SpanLink[];
}

export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: SpanAttributes;
}

export interface SpanLink extends SpanRef {
  /** What the other span is to this one. */
  readonly relation: "caller" | "parent" | "child" | "original" | "repeats" | "undoes";
}

const MOST_EVENTS = 128;

/** A span that has not ended. */
export class OpenSpan {
  readonly span: Omit<Span, "endMs" | "attributes" | "error" | "events" | "droppedEvents" | "links" | "kind">;
  readonly #attributes: Record<string, string | number>;
  readonly #events: SpanEvent[] = [];
  readonly #links = new Map<string, SpanLink>();
  #dropped = 0;
  kind: Span["kind"] = "internal";
  error: string | undefined;

  constructor(span: OpenSpan["span"], attributes: SpanAttributes) {
    this.span = span;
    this.#attributes = { ...attributes };
  }

  say(attributes: SpanAttributes): void {
    Object.assign(this.#attributes, attributes);
  }

  happened(name: string, atMs: number, attributes: SpanAttributes = {}): void {
    if (this.#events.length < MOST_EVENTS) this.#events.push({ name, atMs, attributes });
    else this.#dropped += 1;
  }

  link(relation: SpanLink["relation"], { traceId, spanId }: SpanRef): void {
    if (this.#links.size < MOST_EVENTS) this.#links.set(`${traceId}${spanId}`, { traceId, spanId, relation });
  }

  end(atMs: number): Span {
    return {
      ...this.span,
      kind: this.kind,
      endMs: Math.max(this.span.startMs, atMs),
      attributes: this.#attributes,
      ...(this.error === undefined ? {} : { error: this.error }),
      events: this.#events,
      droppedEvents: this.#dropped,
      links: [...this.#links.values()],
    };
  }
}
