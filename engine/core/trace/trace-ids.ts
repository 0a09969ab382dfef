import { hash32 } from "../expression/seeded-random.ts";
import { sha256 } from "../flow/sha256.ts";

/**
 * Names of traces and spans, derived from what they are about: whoever looks at a run, before a crash or after it, gives
 * them the same ids, and nothing has to be kept. The trace of a run is its id without the dashes.
 */
export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const traceIdOf = (runId: string): string => (UUID.test(runId) ? runId.replaceAll("-", "") : sha256(runId).slice(0, 32));

/** Every call out needs one, so it is no cryptographic hash: that took 4 % of the processor under load. */
export const spanIdOf = (name: string): string => hex32(hash32(name)) + hex32(hash32(name, ANOTHER_BASIS));

const ANOTHER_BASIS = 0x9e3779b1;
const hex32 = (word: number): string => word.toString(16).padStart(8, "0");

/** The span of a run as a whole. */
export const spanOfRun = (runId: string): SpanRef => ({ traceId: traceIdOf(runId), spanId: spanIdOf(runId) });

/**
 * The span of the step that makes a call under this key, `<run>:<node>#<visit>`. A step that repeats the call of an earlier
 * one has its key, and so tells the receiver the same.
 */
export const spanOfCall = (idempotencyKey: string): SpanRef => ({
  traceId: traceIdOf(idempotencyKey.split(":", 1)[0]!),
  spanId: spanIdOf(idempotencyKey),
});

/** As W3C Trace Context writes it. Every run is recorded, so the flag is always "sampled". */
export const traceparent = ({ traceId, spanId }: SpanRef): string => `00-${traceId}-${spanId}-01`;

/** The header that goes out with a call. */
export const traceparentOfCall = (idempotencyKey: string): string => traceparent(spanOfCall(idempotencyKey));

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const NOTHING = /^0+$/;

/** The span that a header names; `undefined` when it is none. A version to come may say more behind what is known. */
export function readTraceparent(header: string): SpanRef | undefined {
  const [, version, traceId = "", spanId = "", more] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  return NOTHING.test(traceId) || NOTHING.test(spanId) ? undefined : { traceId, spanId };
}
