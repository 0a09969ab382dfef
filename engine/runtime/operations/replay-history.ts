import { isJsonObject } from "../../core/json.ts";
import { moveRun } from "../../core/machine/move-run.ts";
import { nextRecord } from "../../core/machine/next-record.ts";
import { openSteps } from "../../core/machine/open-steps.ts";
import { beginWith, stepRun } from "../../core/machine/index.ts";
import type { RunEvent, RunEventBody } from "../../core/machine/run-event.ts";
import { STATE_FORMAT, type ActiveStep, type RunState } from "../../core/machine/run-state.ts";
import { ItemPages } from "../item-pages.ts";
import type { LoadedFlow } from "../ports.ts";
import type { RunSummary } from "../engine.ts";
import type { ReplayDifference, ReplayReport } from "../run-operations.ts";
import { runLocalStep } from "../run-step.ts";
import { executorOf, type StepWorld } from "../step-world.ts";
import { firstDifference } from "./first-difference.ts";
import { plainState } from "./plain-state.ts";
import { versionOf, type OperationPorts } from "./operation-ports.ts";

/**
 * Whether the engine of today gives the history of then: the events fold to what is stored of the run, each event that
 * follows from the state alone is the one that was recorded, and each pure step, worked out again from the state it had,
 * gives what it gave. Nothing is called and nothing is written.
 */
export async function replayHistory(ports: OperationPorts, orgId: string, run: RunSummary): Promise<ReplayReport> {
  const events = await ports.store.readEvents(run.runId, 0);
  const versions = await versionsOf(ports, orgId, run, events);
  const kept = await ports.snapshot(orgId, run.runId);
  const replay = new Replay(worldFor(ports, orgId, run.runId, versions[0]!), versions, events, kept);
  const differsAt = (await replay.differs(run.runId)) ?? statusDiffers(run, events, replay.status);
  const report = { runId: run.runId, events: events.length, steps: replay.steps };
  return differsAt ? { ...report, ok: false, differsAt } : { ...report, ok: true };
}

/** The versions the run went through, in their order: one, unless it was moved. */
async function versionsOf(
  ports: OperationPorts,
  orgId: string,
  run: RunSummary,
  events: readonly RunEvent[],
): Promise<readonly LoadedFlow[]> {
  const numbers = events.flatMap((event) => (event.type === "run.moved" ? [event.data.from] : []));
  return Promise.all([...numbers, run.version].map((version) => versionOf(ports, orgId, { ...run, version })));
}

class Replay {
  #world: StepWorld;
  #versions: readonly LoadedFlow[];
  readonly #events: readonly RunEvent[];
  readonly #kept: RunState | undefined;
  #state: RunState | undefined;
  steps = 0;

  constructor(world: StepWorld, versions: readonly LoadedFlow[], events: readonly RunEvent[], kept: RunState | undefined) {
    this.#world = world;
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
    if (record) return compare("an event that follows from the state", event, [event], [record]);
    const step = this.#localStep(state, event);
    if (!step) return undefined;
    this.steps += 1;
    const replayed = await runLocalStep(this.#world, state, step);
    return compare("a step worked out again", event, this.#events.slice(index, index + replayed.length), replayed);
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
    const difference = firstDifference(event.data.state, plainState(moved.state));
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

function compare(
  what: string,
  at: RunEvent,
  recorded: readonly RunEvent[],
  replayed: readonly RunEventBody[],
): ReplayDifference | undefined {
  const difference = firstDifference(recorded.map(comparable), replayed.map(comparable));
  if (!difference) return undefined;
  const nth = Number(/^\/(\d+)/.exec(difference.path)?.[1] ?? 0);
  const event = recorded[nth] ?? at;
  return { ...placeOf(event), ...difference, path: difference.path.replace(/^\/\d+/, ""), what };
}

/** How long something took differs from time to time. */
function comparable(event: RunEventBody | RunEvent): object {
  const { seq: _seq, at: _at, ...body } = { seq: 0, at: "", ...event };
  const { durationMs: _took, ...data } = { durationMs: 0, ...body.data };
  return { ...body, data };
}

const placeOf = (event: RunEvent) => ({
  seq: event.seq,
  type: event.type,
  ...("nodeId" in event ? { nodeId: event.nodeId } : {}),
});

/** A run that is being driven has moved on since it was read; one that rests has not. */
function statusDiffers(
  { status, seq }: RunSummary,
  events: readonly RunEvent[],
  replayed: RunState["status"] | undefined,
): ReplayDifference | undefined {
  const last = events.at(-1);
  const rests = last?.seq === seq && status !== "queued" && status !== "running";
  if (!last || !rests || replayed === status || replayed === undefined) return undefined;
  return { ...placeOf(last), path: "/status", recorded: status, replayed, what: "the status of the run" };
}

function worldFor(ports: OperationPorts, orgId: string, runId: string, { plan }: LoadedFlow): StepWorld {
  const never = (): never => {
    throw new Error("A replay calls nothing.");
  };
  return {
    orgId,
    plan,
    executors: ports.executors,
    connections: { resolve: never },
    items: new ItemPages(runId, ports.store),
    children: { start: never, undo: never, cancel: never, hold: never, letGo: never },
    clock: ports.clock,
    random: never,
    nowMs: never,
  };
}
