import { randomUUID } from "node:crypto";
import type { CancelOutcome, DoWithOpenRuns, OpenRunsOptions } from "../open-runs.ts";
import { actorOf } from "./operate-run.ts";
import { behind, pageOf, type CanceledRun, type OpenRunsMessage, type OpenRunsPorts } from "./open-runs-of.ts";
import { justEnded, quarantined, unknownRun } from "./refusals.ts";

const BATCH = 250;
/** What they take back is called for as well, so they do not all begin at once. */
const MOST_PER_SECOND = 1_000;

/** Asks the open runs of other versions to end, one statement per batch. */
export async function cancelOpenRuns(
  ports: OpenRunsPorts,
  request: DoWithOpenRuns,
  options: OpenRunsOptions = {},
): Promise<CancelOutcome | undefined> {
  const target = await ports.flows.find(request.orgId, request.flowId, undefined, request.environment);
  if (!target) return undefined;
  const body = { type: "cancel", ...actorOf(request), compensate: true } as const;
  const message = { dedupeKey: `cancel:${randomUUID()}`, body };
  const told: CanceledRun[] = [];
  for await (const batch of batches(ports, request, target.number, message, options.signal)) {
    told.push(...batch);
    options.onProgress?.(told.length);
  }
  const canceled = told.flatMap(({ runId, result }) => (isTold(result) ? [runId] : []));
  const refused = told.flatMap(({ runId, result }) => (isTold(result) ? [] : [{ runId, message: whyNot(runId, result) }]));
  return { version: target.number, canceled, refused, ...(await behind(ports, request, target.number, told)) };
}

type Result = CanceledRun["result"];

/** A batch that was sent again, because its answer was lost, finds its own message. */
const isTold = (result: Result): result is "stored" | "duplicate" => result === "stored" || result === "duplicate";

async function* batches(
  ports: OpenRunsPorts,
  request: DoWithOpenRuns,
  version: number,
  message: OpenRunsMessage,
  signal?: AbortSignal,
): AsyncGenerator<readonly CanceledRun[]> {
  const { clock } = ports;
  const began = clock.monotonicMs();
  let { after } = request;
  for (let done = 0; done < request.limit && !signal?.aborted;) {
    const tooEarlyMs = began + (done * 1_000) / MOST_PER_SECOND - clock.monotonicMs();
    if (tooEarlyMs > 0) await clock.sleep(tooEarlyMs, signal);
    const limit = Math.min(BATCH, request.limit - done);
    const batch = await ports.tellOpenRuns(
      pageOf({ ...request, ...(after === undefined ? {} : { after }) }, version, limit),
      message,
    );
    yield batch;
    if (batch.length < limit) return;
    done += limit;
    after = batch.at(-1)!.runId;
  }
}

const whyNot = (runId: string, result: Exclude<Result, "stored" | "duplicate">): string =>
  (result === "quarantined" ? quarantined(runId) : result === "ended" ? justEnded(runId) : unknownRun(runId)).refusal.message;
