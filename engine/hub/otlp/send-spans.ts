import type { Span } from "../../core/trace/span.ts";
import { mergeHeaders } from "../../nodes/merge-headers.ts";
import type { Send } from "../../nodes/sender.ts";
import { otlpRequest } from "./otlp-json.ts";
import type { OtlpSettings } from "./otlp-settings.ts";

export interface Collector {
  readonly settings: OtlpSettings;
  readonly send: Send;
  readonly version: string;
  /** Spans that the collector will never take, and why. */
  readonly onRefused: (spans: readonly Span[], reason: string) => void;
}

/** The data itself is refused; everything else may be another time. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

/** Resolves when the collector has the spans, or refuses them for good. Throws when they are to be sent again. */
export async function sendSpans({ settings, send, version, onRefused }: Collector, spans: readonly Span[]): Promise<void> {
  if (spans.length === 0) return;
  const { status } = await send({
    ...{ method: "POST", url: settings.url, body: otlpRequest(spans, settings, version) },
    headers: mergeHeaders({ "content-type": "application/json" }, settings.headers),
    // The operator has set the address.
    allowPrivate: true,
    signal: AbortSignal.timeout(settings.timeoutMs),
  });
  if (status >= 200 && status < 300) return;
  const reason = `the collector at ${settings.url.host} answered with status ${status}`;
  if (!REFUSED.has(status)) throw new Error(reason);
  onRefused(spans, reason);
}
