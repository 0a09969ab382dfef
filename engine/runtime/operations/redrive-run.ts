import { PRODUCTION } from "../../core/environment/environment.ts";
import { searchValues } from "../../core/search-fields/search-values.ts";
import type { EarlierMoment } from "../../core/machine/redrive.ts";
import type { RunSummary } from "../engine.ts";
import { businessKeyOf } from "../business-key.ts";
import { keyedInput, paceOfRun } from "../pace-of-run.ts";
import { noVariables, placeOfRun } from "../run-place.ts";
import { newRunId } from "../new-run-id.ts";
import type { LoadedFlow } from "../ports.ts";
import type { DoRedrive, RedrivePlanResult, RedriveProblem, RedriveRequest, RedriveResult, Refused } from "../run-operations.ts";
import { actorOf, raced } from "./operate-run.ts";
import type { OperationPorts } from "./operation-ports.ts";
import { isOver, mayRedrive, planRedrive, type PreparedRedrive } from "./plan-redrive.ts";
import { plainState } from "./plain-state.ts";
import { pausedProblem } from "./redrive-problems.ts";
import { posted, refused, unknownRun } from "./refusals.ts";

export async function previewRedriveOf(ports: OperationPorts, request: RedriveRequest): Promise<RedrivePlanResult> {
  const run = await ports.find(request.orgId, request.runId);
  if (!run) return unknownRun(request.runId);
  return { ok: true, plan: (await planRedrive(ports, run, request)).plan };
}

export async function redriveRun(ports: OperationPorts, request: DoRedrive): Promise<RedriveResult> {
  const run = await ports.find(request.orgId, request.runId);
  if (!run) return { ...unknownRun(request.runId), problems: [] };
  const prepared = await planRedrive(ports, run, request);
  if (!mayRedrive(prepared.plan)) return notRedrivable(prepared.plan.problems);
  const { target, then } = prepared;
  if (request.mode === "rewind") return rewind(ports, prepared, request);
  return fork(ports, { run, target: target!, then: then!, seq: prepared.plan.preview!.toSeq }, request);
}

function notRedrivable(problems: readonly RedriveProblem[]): RedriveResult {
  const [first] = problems.filter(({ severity }) => severity === "error");
  return { ...refused("notRedrivable", first!.message, first!.fix), problems };
}

/** Of two people who rewind the same run at the same moment, or pause it meanwhile, one is told about the other. */
async function rewind(ports: OperationPorts, { run, plan }: PreparedRedrive, request: DoRedrive): Promise<RedriveResult> {
  const { toSeq } = plan.preview!;
  const { edits = {}, byId } = request;
  const body = { type: "rewind", toSeq, edits, ...actorOf(request), ...(byId === undefined ? {} : { byId }) } as const;
  const message = { runId: run.runId, dedupeKey: `rewind:${run.seq}`, body };
  const result = await (isOver(run) ? ports.store.reopen(message) : ports.store.post(message));
  if (result === "duplicate") return withoutProblems(raced(run.runId));
  if (result === "paused") return notRedrivable([pausedProblem(run.runId)]);
  const done = posted(result, run);
  return done.ok ? { ok: true, runId: run.runId } : withoutProblems(done);
}

const withoutProblems = (refusal: Refused): RedriveResult => ({ ...refusal, problems: [] });

interface ForkParts {
  readonly run: RunSummary;
  readonly target: LoadedFlow;
  readonly then: EarlierMoment;
  readonly seq: number;
}

async function fork(
  { store, values = noVariables }: OperationPorts,
  parts: ForkParts,
  request: DoRedrive,
): Promise<RedriveResult> {
  const { run, target, then, seq } = parts;
  const { state, thenAt } = then;
  const { by, byId, reason, requestKey } = request;
  const businessKey = businessKeyOf(state.input) ?? run.businessKey;
  const found = await searchValues(target.document.searchFields, state.input);
  const { environment = PRODUCTION } = run;
  const place = await placeOfRun(values, target, { orgId: request.orgId, environment });
  const pace = await paceOfRun(target, keyedInput(target, state.input), environment);
  if (!pace.ok) return withoutProblems(refused("notRedrivable", pace.message, "Fork it with an input that the limits can use."));
  const [created] = await store.createRuns([
    {
      runId: newRunId(),
      orgId: request.orgId,
      flowVersionId: target.flowVersionId,
      ...(requestKey === undefined ? {} : { triggerKey: `fork:${requestKey}` }),
      ...(businessKey === undefined ? {} : { businessKey }),
      ...(found ? { searchValues: found } : {}),
      ...(pace.gate && { gate: pace.gate }),
      started: {
        flow: target.plan.flowId,
        version: target.number,
        contentHash: target.plan.contentHash,
        trigger: state.trigger,
        input: state.input,
        seed: state.seed,
        startedBy: by,
        ...place,
        ...(byId === undefined ? {} : { startedById: byId }),
        fork: { runId: run.runId, seq, state: plainState(state), thenAt, ...(reason === undefined ? {} : { reason }) },
      },
    },
  ]);
  return { ok: true, runId: created!.runId };
}
