import { traceIdOf } from "#engine/core/trace/trace-ids.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** What the run is called in a tracing tool, and in the `traceparent` of its calls. */
export function TraceId({ runId }: { readonly runId: string }) {
  const traceId = traceIdOf(runId);
  return (
    <>
      <span className="mono">{traceId}</span>
      <CopyButton text={traceId} what="trace id" />
    </>
  );
}
