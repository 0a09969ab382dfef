import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { moveRun } from "../../core/machine/move-run.ts";
import { nextRecord } from "../../core/machine/next-record.ts";
import { openSteps } from "../../core/machine/open-steps.ts";
import { beginWith, stepRun } from "../../core/machine/index.ts";
import type { RunEvent, RunEventBody } from "../../core/machine/run-event.ts";
import { STATE_FORMAT, type ActiveStep, type RunState } from "../../core/machine/run-state.ts";
import { ItemPages } from "../item-pages.ts";
import type { LoadedFlow } from "../ports.ts";
import type { RunSummary } from "../engine.ts";
import type { ReplayDifference, ReplayReport, UncheckedStep } from "../run-operations.ts";
import { runLocalStep } from "../run-step.ts";
import { executorOf, type StepWorld } from "../step-world.ts";
import { firstDifference, type IsHidden } from "./first-difference.ts";
import { plainState } from "./plain-state.ts";
import type { OperationPorts } from "./operation-ports.ts";

/** What is recorded of a run, wherever it is kept. */
export interface RecordedRun {
  readonly orgId: string;
  readonly run: Pick<RunSummary, "runId" | "status" | "seq">;
  readonly events: readonly RunEvent[];
  /** The versions it went through, in their order. */
  readonly versions: readonly LoadedVersion[];
  /** A state that was kept beside the events. */
  readonly kept?: RunState | undefined;
  /** Where values were taken out of the events. */
  readonly hidden?: HiddenValues;
}

type LoadedVersion = Pick<LoadedFlow, "plan" | "document" | "number">;

export interface HiddenValues {
  readonly isHidden: IsHidden;
  /** Whether an expression looks at one of them. */
  isRead(source: string, scope: JsonObject): boolean;
}

export interface ReplayPorts extends Pick<OperationPorts, "executors" | "clock"> {
  readonly store: Pick<OperationPorts["store"], "readEvents">;
}

/**
 * Whether the engine of today gives the history of then: the events fold to what is stored of the run, each event that
 * follows from the state alone is the one that was recorded, and each pure step, worked out again from the state it had,
 * gives what it gave. Nothing is called and nothing is written.
 *
 * A value that was taken out is equal to every other. A step whose expressions look at one and that comes out differently
 * says nothing of the engine: it counts as recorded, and is named in the report.
 */
export async function replayEvents(ports: ReplayPorts, recorded: RecordedRun): Promise<ReplayReport> {
  const { run, events } = recorded;
  const replay = new Replay(worldFor(ports, recorded), recorded);
  const differsAt = (await replay.differs(run.runId)) ?? statusDiffers(run, events, replay.status);
  const { steps, unchecked } = replay;
  const report = { runId: run.runId, events: events.length, steps, ...(unchecked.length === 0 ? {} : { unchecked }) };
  return differsAt ? { ...report, ok: false, differsAt } : { ...report, ok: true };
}

class Replay {
  #world: StepWorld;
  #versions: readonly LoadedVersion[];
  readonly #events: readonly RunEvent[];
  readonly #kept: RunState | undefined;
  readonly #hidden: HiddenValues | undefined;
  #sawHidden = false;
  #state: RunState | undefined;
  steps = 0;
  /** Steps whose outcome depends on values that are not there any more, and was taken as it is recorded. */
  readonly unchecked: UncheckedStep[] = [];

  constructor(world: StepWorld, { versions, events, kept, hidden }: RecordedRun) {
    this.#hidden = hidden;
    const onEvaluate = (source: string, scope: JsonObject): void => {
      this.#sawHidden ||= hidden?.isRead(source, scope) === true;
    };
    this.#world = hidden ? { ...world, onEvaluate } : world;
    this.#versions = versions;
    this.#events = events;
    this.#kept = kept?.format === STATE_FORMAT ? kept : undefined;
  }

  get status(): RunState["status"] | undefined {
    return this.#state?.status;
  }

  async differs(runId: string): Promise<ReplayDifference | undefined> {
    for (const [index, event] of this.#events.entries()) {
      const before = (await this.#reproduced(index, event)) ?? this.#moved(event);
      const difference = before ?? this.#folded(runId, event) ?? this.#asKept(event);
      if (difference) return difference;
    }
    return undefined;
  }

  /** What the state before the event says must be recorded next, against what was. */
  async #reproduced(index: number, event: RunEvent): Promise<ReplayDifference | undefined> {
    const state = this.#state;
    if (!state) return undefined;
    const record = nextRecord(this.#world.plan, state);
    if (record) return this.#compare("an event that follows from the state", event, [event], [record]);
    const step = this.#localStep(state, event);
    if (!step) return undefined;
    this.#sawHidden = false;
    const replayed = await runLocalStep(this.#world, state, step);
    const recorded = this.#events.slice(index, index + replayed.length);
    const difference = this.#compare("a step worked out again", event, recorded, replayed);
    if (difference && this.#sawHidden) this.unchecked.push({ ...placeOf(event), nodeId: step.nodeId });
    else this.steps += 1;
    return this.#sawHidden ? undefined : difference;
  }

  #compare(
    what: string,
    at: RunEvent,
    recorded: readonly RunEvent[],
    replayed: readonly RunEventBody[],
  ): ReplayDifference | undefined {
    const difference = firstDifference(recorded.map(comparable), replayed.map(comparable), this.#hidden?.isHidden);
    if (!difference) return undefined;
    const nth = Number(/^\/(\d+)/.exec(difference.path)?.[1] ?? 0);
    const event = recorded[nth] ?? at;
    return { ...placeOf(event), ...difference, path: difference.path.replace(/^\/\d+/, ""), what };
  }

  /** The state that the other version was given, against what the one before makes of the run; from there on, the other counts. */
  #moved(event: RunEvent): ReplayDifference | undefined {
    if (event.type !== "run.moved" || !this.#state) return undefined;
    const [from, to] = this.#versions;
    const { env } = event.data.state;
    const atMs = Date.parse(event.at);
    const moved = moveRun(this.#state, from!.plan, to!, { atMs, ...(isJsonObject(env) ? { env } : {}) });
    this.#versions = this.#versions.slice(1);
    this.#world = { ...this.#world, plan: to!.plan };
    if (moved.outcome !== "moves") return { ...placeOf(event), path: "", what: "a move that would be refused" };
    const difference = firstDifference(event.data.state, plainState(moved.state), this.#hidden?.isHidden);
    return difference && { ...placeOf(event), ...difference, what: "the state the run was moved with" };
  }

  /** The pure step or container whose outcome the event tells. One that was taken back has no outcome of its own. */
  #localStep(state: RunState, event: RunEvent): ActiveStep | undefined {
    if (!("nodeId" in event) || event.type === "step.canceled") return undefined;
    const step = openSteps(this.#world.plan, state).find(({ nodeId, visit }) => nodeId === event.nodeId && visit === event.visit);
    if (!step || !this.#world.executors.get(this.#world.plan.nodes[step.nodeId]!.kind)) return undefined;
    const { behavior } = executorOf(this.#world, step);
    return behavior === "pure" || (behavior === "container" && !isListed(step)) ? step : undefined;
  }

  #folded(runId: string, event: RunEvent): ReplayDifference | undefined {
    try {
      const { plan } = this.#world;
      this.#state = (this.#state ? stepRun(plan, this.#state, event) : beginWith(plan, runId, event)).state;
      return undefined;
    } catch (error) {
      return { ...placeOf(event), path: "", what: error instanceof Error ? error.message : String(error) };
    }
  }

  #asKept(event: RunEvent): ReplayDifference | undefined {
    if (this.#kept?.seq !== event.seq) return undefined;
    const difference = firstDifference(this.#kept, this.#state);
    return difference && { ...placeOf(event), ...difference, what: "the state kept after this event" };
  }
}

/** The events after the first of a list belong to the working-out that gave the first. */
const isListed = ({ body }: ActiveStep): boolean => body !== undefined && body.next === 0 && body.pages.length > 0;

/** How long something took differs from time to time, and releases before there was `othersRun` did not say it. */
function comparable(event: RunEventBody | RunEvent): object {
  const { seq: _seq, at: _at, ...body } = { seq: 0, at: "", ...event };
  const { durationMs: _took, othersRun: _others, ...data } = { durationMs: 0, othersRun: undefined, ...body.data };
  return { ...body, data };
}

const placeOf = (event: RunEvent) => ({
  seq: event.seq,
  type: event.type,
  ...("nodeId" in event ? { nodeId: event.nodeId } : {}),
});

/** A run that is being driven has moved on since it was read; one that rests has not. */
function statusDiffers(
  { status, seq }: RecordedRun["run"],
  events: readonly RunEvent[],
  replayed: RunState["status"] | undefined,
): ReplayDifference | undefined {
  const last = events.at(-1);
  const rests = last?.seq === seq && status !== "queued" && status !== "running";
  if (!last || !rests || replayed === status || replayed === undefined) return undefined;
  return { ...placeOf(last), path: "/status", recorded: status, replayed, what: "the status of the run" };
}

function worldFor(ports: ReplayPorts, { orgId, run: { runId }, versions }: RecordedRun): StepWorld {
  const never = (): never => {
    throw new Error("A replay calls nothing.");
  };
  return {
    orgId,
    plan: versions[0]!.plan,
    executors: ports.executors,
    connections: { resolve: never },
    items: new ItemPages(runId, ports.store),
    children: { start: never, undo: never, cancel: never, hold: never, letGo: never },
    clock: ports.clock,
    random: never,
    nowMs: never,
  };
}
