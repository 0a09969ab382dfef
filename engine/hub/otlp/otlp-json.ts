import type { Span, SpanAttributes } from "../../core/trace/span.ts";
import type { OtlpSettings } from "./otlp-settings.ts";

const KIND = { internal: 1, client: 3, consumer: 5 } as const;
const STATUS_ERROR = 2;
/** Of `flags`: sampled. */
const SAMPLED = 1;

/** A request of OTLP/HTTP as JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export const otlpRequest = (spans: readonly Span[], { resource }: Pick<OtlpSettings, "resource">, version: string): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributes({ ...resource, "service.version": version }) },
        scopeSpans: [{ scope: { name: "omnilink", version }, spans: spans.map(otlpSpan) }],
      },
    ],
  });

function otlpSpan(span: Span): object {
  const { traceId, spanId, parentSpanId, name, kind, error } = span;
  return {
    ...{ traceId, spanId, ...(parentSpanId === undefined ? {} : { parentSpanId }), flags: SAMPLED },
    ...{ name, kind: KIND[kind], startTimeUnixNano: nanos(span.startMs), endTimeUnixNano: nanos(span.endMs) },
    attributes: attributes({ ...span.attributes, ...(error === undefined ? {} : { "error.type": error }) }),
    events: span.events.map((event) => ({
      ...{ name: event.name, timeUnixNano: nanos(event.atMs), attributes: attributes(event.attributes) },
    })),
    ...(span.droppedEvents === 0 ? {} : { droppedEventsCount: span.droppedEvents }),
    links: span.links.map(({ relation, ...ref }) => ({ ...ref, attributes: attributes({ "omnilink.link": relation }) })),
    ...(error === undefined ? {} : { status: { code: STATUS_ERROR, message: error } }),
  };
}

/** As text: a number of nanoseconds has more digits than JSON numbers keep. */
const nanos = (ms: number): string => `${BigInt(Math.round(ms * 1_000))}000`;

const attributes = (given: SpanAttributes): readonly object[] =>
  Object.entries(given).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }));
