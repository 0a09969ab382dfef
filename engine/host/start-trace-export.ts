import type { createPool } from "../postgres/pool.ts";
import type { Send } from "../nodes/sender.ts";
import { startLoop, type Loop } from "../runtime/loops.ts";
import type { FlowVersions } from "../runtime/ports.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { productVersion } from "./product-version.ts";

export interface TraceExportLoop {
  readonly pool: ReturnType<typeof createPool>;
  readonly versions: FlowVersions;
  readonly send: Send;
  readonly log: (line: string) => void;
  readonly onError: (error: unknown) => void;
}

const LOOK_EVERY_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const NAMES = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

/** Sends the traces of runs where the standard variables of OpenTelemetry say. Nothing is loaded without them. */
export function startTraceExport(options: TraceExportLoop): Loop | undefined {
  if (!NAMES.some((name) => process.env[name])) return undefined;
  let stop = (): Promise<void> => Promise.resolve();
  const starting = begin(options).then((loop) => void (stop = () => loop?.stop() ?? Promise.resolve()), options.onError);
  return { stop: () => starting.then(() => stop()) };
}

async function begin({ pool, versions, send, log, onError }: TraceExportLoop): Promise<Loop | undefined> {
  const [{ otlpSettings }, { sendSpans }, { beginTraceExport, exportTraces }] = await Promise.all([
    import("../hub/otlp/otlp-settings.ts"),
    import("../hub/otlp/send-spans.ts"),
    import("../postgres/trace-export.ts"),
  ]);
  const settings = otlpSettings(process.env);
  if (!settings) return undefined;
  const onRefused = (spans: readonly object[], reason: string): void => log(`${spans.length} spans were dropped: ${reason}.`);
  const collector = { settings, send, version: productVersion(), onRefused };
  const ports = {
    ...{ pool, versions, send: (spans: Parameters<typeof sendSpans>[1]) => sendSpans(collector, spans) },
    onUnreadable: (runId: string, error: unknown) => log(`Run ${runId} has no trace: ${String(error)}`),
  };
  let isBegun = false;
  let failures = 0;
  return startLoop(systemClock, onError, async () => {
    try {
      if (!isBegun) await beginTraceExport(pool);
      isBegun = true;
      const sent = await exportTraces(ports);
      if (sent > 0 && failures > 0) log(`Traces are sent to ${settings.url.host} again.`);
      if (sent > 0) failures = 0;
      return sent > 0 ? 0 : LOOK_EVERY_MS;
    } catch (error) {
      failures += 1;
      if (failures === 1) onError(error);
      return Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures);
    }
  });
}
