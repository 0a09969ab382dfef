import type { CompiledFlow } from "../../core/compile/flow-plan.ts";
import type { JsonValue } from "../../core/json.ts";
import { replayRun } from "../../core/machine/index.ts";
import { hasEnded, type RunEvent, type RunStatus } from "../../core/machine/run-event.ts";
import { StepFailure } from "../../core/failure.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { validateInput } from "../../core/validate/validate-input.ts";
import { LocalEngine } from "../../memory/local-engine.ts";
import type { NodeExecutors } from "../../runtime/executor.ts";
import { limited } from "../try/limited-executor.ts";
import { checkExpectation, unknownNodes, type ScenarioOutcome } from "./check-expectation.ts";
import { nextTimer } from "./next-timer.ts";
import { scenarioInput } from "./scenario-input.ts";
import type { Scenario } from "./scenario.ts";
import { createScriptedWorld } from "./scripted-world.ts";

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  /** Why it did not pass, one sentence each. */
  readonly mismatches: readonly string[];
  readonly status: RunStatus;
  readonly output?: JsonValue;
  readonly events: readonly RunEvent[];
}

/** For drafts, which may go on forever. */
interface ScenarioLimits {
  readonly steps: number;
  readonly wallMs: number;
}

/**
 * Runs one scenario of a flow in this process: the real engine over the memory store, virtual time, scripted answers.
 * `others` are flows it may start as sub-flows; answers are given to the nodes of all.
 */
export async function runScenario(
  flow: CompiledFlow,
  scenario: Scenario,
  others: readonly CompiledFlow[] = [],
  limits?: ScenarioLimits,
): Promise<ScenarioResult> {
  const { name } = scenario;
  const input = scenarioInput(scenario);
  const wrong = [
    ...unknownNodes(scenario, [flow.plan, ...others.map(({ plan }) => plan)]),
    ...validateInput(input, flow.document).map(({ message }) => message),
  ];
  if (wrong.length > 0) return { name, passed: false, mismatches: wrong, status: "queued", events: [] };
  const world = createScriptedWorld(scenario);
  // Retry pauses are spread by chance; here they are the same every time.
  const brake = createBrake(limits);
  const engine = new LocalEngine({ ...world, executors: brake.on(world.executors), time: "virtual", random: () => 0.5 });
  for (const other of others) engine.add(other);
  const runId = await engine.start(flow, {
    ...{ trigger: scenario.trigger ?? firstTrigger(flow), input, startedBy: "scenario" },
    ...(scenario.env && { env: scenario.env }),
  });
  brake.stops(() => void engine.send(runId, CANCEL));
  const refused: string[] = [];
  const status = await play({ engine, flow, runId, refused }, scenario);
  const outcome = { status, ...ending(await engine.events(runId)), calls: world.calls, emitted: world.emitted };
  const unanswered = [...world.unanswered].map((id) => `${id} made a call that the scenario has no answer for`);
  const mismatches = [...brake.reasons(), ...unanswered, ...refused, ...checkExpectation(scenario, outcome)];
  const { output, events } = outcome;
  return { name, passed: mismatches.length === 0, mismatches, status, events, ...(output === undefined ? {} : { output }) };
}

const CANCEL = { type: "cancel", by: "scenario", compensate: false, force: true } as const;

/** Ends a run that has gone on for too long, and says so: its steps fail from then on, until it has heard that it is canceled. */
function createBrake(limits: ScenarioLimits | undefined) {
  const { steps: most = Infinity, wallMs = Infinity } = limits ?? {};
  const began = performance.now();
  let steps = 0;
  let why: string | undefined;
  let stop = (): void => {};
  const spend = (): void => {
    steps += 1;
    const isTooLong = performance.now() - began > wallMs;
    if (why === undefined && (steps > most || isTooLong)) {
      why = isTooLong ? `was ended after ${wallMs / 1_000} seconds` : `was ended after ${most} steps`;
      stop();
    }
    if (why !== undefined) throw new StepFailure({ code: "try/stopped", message: why });
  };
  return {
    on: (executors: NodeExecutors): NodeExecutors =>
      limits ? new Map([...executors].map(([kind, executor]) => [kind, limited(executor, spend)])) : executors,
    stops: (end: () => void): void => {
      stop = end;
      if (why !== undefined) end();
    },
    reasons: (): readonly string[] => (why === undefined ? [] : [why]),
  };
}

const firstTrigger = ({ plan }: CompiledFlow): string => plan.triggers[0]!;

interface Play {
  readonly engine: LocalEngine;
  readonly flow: CompiledFlow;
  readonly runId: string;
  /** Why decisions of the scenario were not taken. */
  readonly refused: string[];
}

/** Moves the run on until it has ended or only something outside the scenario could move it. */
async function play(playing: Play, { decisions = {}, signals = [] }: Scenario): Promise<RunStatus> {
  const { engine, runId } = playing;
  let status = await engine.settle(runId, { jump: false });
  for (const { name, payload = null } of signals) await engine.send(runId, { type: "signal", name, payload });
  if (signals.length > 0) status = await engine.settle(runId, { jump: false });
  while (!hasEnded(status)) {
    const decided = await decideNext(playing, decisions);
    if (!decided && !(await timeMayPass(playing, decisions))) break;
    status = await engine.settle(runId, { jump: decided ? false : "once" });
  }
  return status;
}

type Decisions = NonNullable<Scenario["decisions"]>;

const MADE = { approve: "approved", reject: "rejected", answer: "answered" } as const;

/** Makes one decision that the scenario has for an approval or a form that is open now. */
async function decideNext({ engine, runId, refused }: Play, decisions: Decisions): Promise<boolean> {
  for (const { approvalId, nodeId } of engine.pendingApprovals(runId)) {
    const { decision = "timeout", comment, data } = decisions[nodeId] ?? {};
    if (decision === "timeout") continue;
    const by = { name: "scenario", roles: [], isOperator: true };
    const said = omitUndefined({ comment, answer: data });
    const result = await engine.decide({ approvalId, decision: MADE[decision], by, ...said });
    if (result.outcome === "decided") return true;
    if (result.outcome === "invalid") refused.push(...result.problems.map(({ message }) => `${nodeId}: ${message}`));
    return false;
  }
  return false;
}

/** True when the next timer is not that of an approval about which the scenario says nothing. */
async function timeMayPass({ engine, flow, runId }: Play, decisions: Decisions): Promise<boolean> {
  const next = nextTimer(replayRun(flow.plan, runId, await engine.events(runId)));
  return next !== undefined && (!next.isTask || decisions[next.nodeId] !== undefined);
}

function ending(events: readonly RunEvent[]): Pick<ScenarioOutcome, "events" | "output" | "failure"> {
  const last = events.at(-1);
  if (last?.type === "run.completed") return { events, output: last.data.output };
  if (last !== undefined && "data" in last && "failure" in last.data) return { events, failure: last.data.failure };
  return { events };
}
