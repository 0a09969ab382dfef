import { forkState, startState } from "../../core/machine/fork-state.ts";
import { previewRedrive, redrivePoint } from "../../core/machine/redrive-preview.ts";
import { lastForward, rewindState, type EarlierMoment, type OtherVersion } from "../../core/machine/redrive.ts";
import { hasEnded, type RunEvent } from "../../core/machine/run-event.ts";
import type { RunState } from "../../core/machine/run-state.ts";
import { validateInput } from "../../core/validate/validate-input.ts";
import type { RunSummary } from "../engine.ts";
import type { LoadedFlow } from "../ports.ts";
import type { RedrivePlan, RedriveProblem, RedriveRequest } from "../run-operations.ts";
import { versionOf, type OperationPorts } from "./operation-ports.ts";
import { endedBefore, livenessProblems, momentProblem, notesOf, undoneProblems, versionProblem } from "./redrive-problems.ts";

/** A redrive, thought through: what people see of it, and what is needed to do it. */
export interface PreparedRedrive {
  readonly plan: RedrivePlan;
  readonly run: RunSummary;
  /** Absent when there is no such moment or version. */
  readonly target?: LoadedFlow;
  /** What a fork begins with. */
  readonly then?: EarlierMoment;
}

export async function planRedrive(ports: OperationPorts, run: RunSummary, request: RedriveRequest): Promise<PreparedRedrive> {
  const events = await ports.store.readEvents(run.runId, 0);
  const now = await versionOf(ports, request.orgId, run);
  const target = await targetOf(ports, run, now, request);
  const point = redrivePoint(events, request.from);
  const base = { runId: run.runId, flowId: run.flowId, mode: request.mode, version: target?.number ?? run.version };
  if (!target) return { run, plan: { ...base, notes: [], problems: [versionProblem(run, request)] } };
  if (point === undefined) return { run, target, plan: { ...base, notes: [], problems: [momentProblem(request)] } };
  const own = await versionThen(ports, request.orgId, run, { events, toSeq: point, now });
  const toSeq = lastForward(own.plan, run.runId, events.slice(0, point));
  if (toSeq < point && request.from.from !== "failure")
    return { run, target, plan: { ...base, notes: [], problems: [endedBefore(point)] } };
  const { state: then, thenAt } = rewindState(own.plan, run.runId, events, toSeq, request.edits);
  const moved = request.mode === "fork" ? forkFrom(then, own, target, events, request) : { state: then, problems: [] };
  const preview = previewRedrive(target.plan, moved.state ?? then, events, toSeq);
  const problems = [
    ...oneVersion({ own, now, target }, request),
    ...(await reviewProblems(ports, run, target, request)),
    ...moved.problems,
    ...inputProblems(target, request),
    ...(await livenessProblems(ports, run, events, request)),
    ...undoneProblems(preview, target),
  ];
  const plan = { ...base, preview, notes: notesOf(run, request, preview), problems };
  return { run, target, plan, ...(moved.state ? { then: { state: moved.state, thenAt } } : {}) };
}

interface Then {
  readonly events: readonly RunEvent[];
  readonly toSeq: number;
  /** The version that the run belongs to now. */
  readonly now: LoadedFlow;
}

/** The version that recorded an event: the run may have been moved to another one since. */
async function versionThen(
  { flows }: OperationPorts,
  orgId: string,
  run: RunSummary,
  { events, toSeq, now }: Then,
): Promise<LoadedFlow> {
  const told = events.findLast(
    (event) => event.seq <= toSeq && (event.type === "run.started" || event.type === "run.moved"),
  ) as Extract<RunEvent, { type: "run.started" | "run.moved" }>;
  const { version, contentHash } = told.data;
  return contentHash === now.plan.contentHash ? now : ((await flows.find(orgId, run.flowId, version)) ?? now);
}

async function targetOf(
  { flows }: OperationPorts,
  run: RunSummary,
  own: LoadedFlow,
  { orgId, version = "same" }: RedriveRequest,
): Promise<LoadedFlow | undefined> {
  if (version === "same") return own;
  return flows.find(orgId, run.flowId, version === "latest" ? undefined : version, run.environment);
}

interface Moved {
  readonly state?: RunState;
  readonly problems: readonly RedriveProblem[];
}

function forkFrom(
  then: RunState,
  own: LoadedFlow,
  to: OtherVersion,
  events: readonly RunEvent[],
  { from, edits }: RedriveRequest,
): Moved {
  const [first] = events;
  const isElsewhere = to.plan.contentHash !== then.contentHash;
  if (from.from === "start" && isElsewhere && first?.type === "run.started") {
    const input = edits?.input ?? first.data.input;
    return { state: startState({ ...first, data: { ...first.data, input } }, then.runId, to), problems: [] };
  }
  const moved = forkState(then, own.plan, to);
  if (moved.ok) return { state: moved.state, problems: [] };
  const fix = "Fork on the version the run has, or from an earlier moment; from the start always works.";
  return { problems: moved.problems.map((problem) => ({ code: "missingNode", severity: "error", fix, ...problem })) };
}

interface Versions {
  readonly own: LoadedFlow;
  readonly now: LoadedFlow;
  readonly target: LoadedFlow;
}

function oneVersion({ own, now, target }: Versions, { mode }: RedriveRequest): readonly RedriveProblem[] {
  if (mode === "fork") return [];
  const problem = (message: string, fix: string): RedriveProblem => ({ code: "oneVersionOnly", severity: "error", message, fix });
  if (now.flowVersionId !== target.flowVersionId) {
    const message = `The run belongs to version ${now.number}, and going back does not change that.`;
    return [problem(message, `Fork it to go on with version ${target.number}.`)];
  }
  if (own.flowVersionId === now.flowVersionId) return [];
  const message = `The run had version ${own.number} then, and was moved to version ${now.number} since.`;
  return [problem(message, "Fork it from there, or go back to a moment after it was moved.")];
}

/** A version that a person names by its number may have been live in another environment only. */
async function reviewProblems(
  { isHeldBack }: OperationPorts,
  run: RunSummary,
  { number }: LoadedFlow,
  { orgId, version }: RedriveRequest,
): Promise<readonly RedriveProblem[]> {
  if (typeof version !== "number" || number === run.version || !(await isHeldBack?.(orgId, run, number))) return [];
  const message = `Version ${number} of "${run.flowName}" goes live${run.environment === undefined ? "" : ` in ${run.environment}`} only after a review, and never did.`;
  const fix = "Take the latest, or ask for a review of that version and publish it first.";
  return [{ code: "reviewRequired", severity: "error", message, fix }];
}

function inputProblems({ document }: LoadedFlow, { edits }: RedriveRequest): readonly RedriveProblem[] {
  if (edits?.input === undefined) return [];
  return validateInput(edits.input, document).map(({ severity, message, fix, path }) => ({
    code: "invalidInput",
    severity,
    message,
    fix,
    path,
  }));
}

export const mayRedrive = ({ problems }: RedrivePlan): boolean => !problems.some(({ severity }) => severity === "error");

export const isOver = ({ status }: RunSummary): boolean => hasEnded(status);
