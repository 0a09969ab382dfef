import { hasEnded } from "../../core/machine/run-event.ts";
import type { RunSummary } from "../engine.ts";
import type { RedriveManyOptions, RedriveManyRequest, RedriveManyResult } from "../run-operations.ts";
import type { OperationPorts } from "./operation-ports.ts";
import { mayRedrive, planRedrive } from "./plan-redrive.ts";
import { redriveRun } from "./redrive-run.ts";

const PAGE = 100;
/** To look at a run is mostly to wait for the database. */
const LOOKED_AT_TOGETHER = 10;

/**
 * Runs one after the other, at an even pace, so that what they call is not flooded by what had piled up. Each is looked at
 * on its own: one that cannot be redriven is counted and passed over. A fork leaves its original as it is, so the same
 * filter finds that one again.
 */
export async function redriveMany(
  ports: OperationPorts,
  request: RedriveManyRequest,
  { onProgress, signal }: RedriveManyOptions = {},
): Promise<RedriveManyResult> {
  const { runs, isMore } = await matchingRuns(ports, request);
  let result: RedriveManyResult = { matched: runs.length, redriven: [], refused: [], isMore };
  if (request.dryRun) return lookAtAll(ports, runs, request, result);
  const { clock } = ports;
  const began = clock.monotonicMs();
  for (const [nth, run] of runs.entries()) {
    const tooEarlyMs = began + (nth * 1_000) / request.perSecond - clock.monotonicMs();
    if (tooEarlyMs > 0) await clock.sleep(tooEarlyMs, signal);
    if (signal?.aborted) break;
    result = withOutcome(result, run.runId, await one(ports, run, request));
    onProgress?.(result);
  }
  return result;
}

async function lookAtAll(
  ports: OperationPorts,
  runs: readonly RunSummary[],
  request: RedriveManyRequest,
  nothing: RedriveManyResult,
): Promise<RedriveManyResult> {
  let result = nothing;
  for (let from = 0; from < runs.length; from += LOOKED_AT_TOGETHER) {
    const some = runs.slice(from, from + LOOKED_AT_TOGETHER);
    const outcomes = await Promise.all(some.map((run) => wouldBe(ports, run, request)));
    for (const [nth, outcome] of outcomes.entries()) result = withOutcome(result, some[nth]!.runId, outcome);
  }
  return result;
}

type Outcome = { readonly goesOnAs: string } | { readonly message: string };

function withOutcome(result: RedriveManyResult, runId: string, outcome: Outcome): RedriveManyResult {
  return "goesOnAs" in outcome
    ? { ...result, redriven: [...result.redriven, { runId, ...outcome }] }
    : { ...result, refused: [...result.refused, { runId, ...outcome }] };
}

/** What a person asked for of all runs, of this one. */
function orderFor({ runId }: RunSummary, request: RedriveManyRequest) {
  const { dryRun: _dryRun, filter: _filter, limit: _limit, perSecond: _rate, ...redrive } = request;
  return { ...redrive, runId };
}

async function wouldBe(ports: OperationPorts, run: RunSummary, request: RedriveManyRequest): Promise<Outcome> {
  const { plan } = await planRedrive(ports, run, orderFor(run, request));
  const problem = plan.problems.find(({ severity }) => severity === "error");
  return mayRedrive(plan) || !problem ? { goesOnAs: run.runId } : { message: problem.message };
}

async function one(ports: OperationPorts, run: RunSummary, request: RedriveManyRequest): Promise<Outcome> {
  const result = await redriveRun(ports, orderFor(run, request));
  return result.ok ? { goesOnAs: result.runId } : { message: result.refusal.message };
}

async function matchingRuns(
  ports: OperationPorts,
  { orgId, filter, limit }: RedriveManyRequest,
): Promise<{ readonly runs: readonly RunSummary[]; readonly isMore: boolean }> {
  const found: RunSummary[] = [];
  let before: string | undefined;
  do {
    const page = await ports.list(orgId, { ...filter, limit: PAGE, ...(before === undefined ? {} : { before }) });
    found.push(...page.runs);
    before = page.nextBefore;
  } while (before !== undefined && found.length <= limit);
  const ended = found.filter((run) => hasEnded(run.status) || filter.status?.includes(run.status));
  return { runs: ended.slice(0, limit).reverse(), isMore: ended.length > limit };
}
