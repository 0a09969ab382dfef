import { isDeepStrictEqual } from "node:util";
import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import { toArray } from "#engine/core/machine/chunked-list.ts";
import { replayRun, stepRun } from "#engine/core/machine/index.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import { RUN_TIMER } from "#engine/core/machine/timers.ts";
import { stepKey, type RunState, type UndoEntry } from "#engine/core/machine/run-state.ts";
import type { RandomRun, Trail } from "./random-run.ts";

/** What holds for every run, whatever happened to it. Each check throws with the event at which it first does not. */
export function checkRun(run: RandomRun): void {
  const { events, trail, state } = run;
  trail.forEach((entry, index) => {
    const { plan } = entry;
    requireThat(entry.event.seq === index + 1, entry, "leaves a gap in the log");
    checkRoundTrip(plan, entry);
    checkPause(entry);
    checkDeadlines(entry);
    checkParts(entry);
    checkContainers(entry);
    checkUndoOrder(plan, entry);
    checkCompensated(entry, events);
  });
  checkRetries(trail);
  checkOutcomes(events);
  checkEnd(state);
  checkEffects(run);
  checkReplay(run);
}

function requireThat(holds: boolean, { event }: { event: RunEvent }, what: string): void {
  if (!holds) throw new Error(`Event ${event.seq} ${what}: ${JSON.stringify(event)}`);
}

const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** The fold is pure, and a state that has been through JSON goes on as the one in memory does, to the letter. */
function checkRoundTrip(plan: FlowPlan, entry: Trail): void {
  const { before, event, result } = entry;
  if (!before) return;
  const text = JSON.stringify(before);
  const again = stepRun(plan, plain(before), event);
  requireThat(JSON.stringify(before) === text, entry, "changes the state it began with");
  requireThat(JSON.stringify(again) === JSON.stringify(result), entry, "comes out differently after a round trip");
  requireThat(isDeepStrictEqual(plain(result.state), toPlain(result.state)), entry, "leaves something that is not JSON");
}

/** Tables without a prototype count as plain objects. */
function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}

/** Nothing begins in a paused run. */
function checkPause(entry: Trail): void {
  const { before, event, result } = entry;
  if (!result.state.paused) return;
  requireThat(result.commands.length === 0, entry, "asks for something although the run is paused");
  if (!before?.paused) return;
  requireThat(event.type !== "step.started", entry, "begins a step although the run is paused");
}

/** A deadline counts when it has come: not for a timer that was set for something else. */
function checkDeadlines(entry: Trail): void {
  const { before, event, result } = entry;
  if (event.type === "timer.fired" && event.data.nodeId === RUN_TIMER) {
    const deadlineMs = before?.deadlineMs ?? Infinity;
    requireThat(Date.parse(event.at) >= deadlineMs, entry, `ends the time of the run, which is until ${deadlineMs}`);
  }
  for (const [key, { expired }] of Object.entries(result.state.active)) {
    const deadlineAt = before?.active[key]?.deadlineAt;
    if (!expired || deadlineAt === undefined || before?.paused) continue;
    requireThat(event.at >= deadlineAt, entry, `ends the time of ${key}, which is at ${deadlineAt}`);
  }
}

/** The time that counts for a run: none while people hold it. */
class LivedTime {
  #heldMs = 0;
  #pausedMs: number | undefined;

  get isPaused(): boolean {
    return this.#pausedMs !== undefined;
  }

  at(atMs: number): number {
    return (this.#pausedMs ?? atMs) - this.#heldMs;
  }

  follow({ event, result }: Trail): void {
    const atMs = Date.parse(event.at);
    if (result.state.paused) this.#pausedMs ??= atMs;
    else if (this.#pausedMs !== undefined) {
      this.#heldMs += atMs - this.#pausedMs;
      this.#pausedMs = undefined;
    }
  }
}

interface PromisedRetry {
  readonly leftMs: number;
  readonly fromMs: number;
}

/** A retry begins when its pause is over, and not later by the time in which people held the run. */
function checkRetries(trail: readonly Trail[]): void {
  const promised = new Map<string, PromisedRetry>();
  const lived = new LivedTime();
  for (const entry of trail) {
    const { event } = entry;
    const atMs = Date.parse(event.at);
    if (event.type === "run.rewound" || event.type === "run.moved") promised.clear();
    if (event.type === "attempt.failed")
      promised.set(stepKey(event.nodeId, event.visit), { leftMs: Date.parse(event.data.retryAt) - atMs, fromMs: lived.at(atMs) });
    lived.follow(entry);
    if (event.type === "timer.fired" && !lived.isPaused)
      checkRetry(entry, promised.get(stepKey(event.data.nodeId, event.data.visit)), lived);
  }
}

function checkRetry(entry: Trail, promise: PromisedRetry | undefined, lived: LivedTime): void {
  const { event, before } = entry;
  if (!promise || event.type !== "timer.fired") return;
  const step = before?.active[stepKey(event.data.nodeId, event.data.visit)];
  if (step?.dueAt === undefined || (step.deadlineAt ?? "9") <= step.dueAt) return;
  const waits = lived.at(Date.parse(step.dueAt)) - promise.fromMs;
  requireThat(waits === promise.leftMs, entry, `ends a pause of ${promise.leftMs} ms after ${waits} ms`);
}

/** Of an undo that takes several calls, none is left out because another one failed and was passed over. */
function checkParts(entry: Trail): void {
  const { before, event, result } = entry;
  if (!before || event.type !== "step.failed") return;
  const left = new Set(toArray(result.state.undo).map(({ seq }) => seq));
  for (const { seq, by, nodeId } of toArray(before.undo))
    requireThat(left.has(seq) || by.length <= 1, entry, `passes over what else was to undo ${nodeId}`);
}

/** A container counts its turns, and has no more of them at a time than it may. */
function checkContainers(entry: Trail): void {
  const { active, scopes } = entry.result.state;
  for (const [key, { body }] of Object.entries(active)) {
    if (!body) continue;
    const turns = Object.values(scopes).filter(({ container }) => container === key).length;
    requireThat(turns === body.running, entry, `counts ${body.running} turns of ${key} where ${turns} are`);
    const most = "count" in body.opening ? body.opening.concurrency : 1;
    requireThat(turns <= most, entry, `has ${turns} turns of ${key} going where ${most} may`);
  }
}

/** An undo that begins takes the newest of the entries it may take. */
function checkUndoOrder(plan: FlowPlan, entry: Trail): void {
  const { before, result } = entry;
  const { state } = result;
  const going = Object.values(state.active).flatMap(({ undoes }) => undoes ?? []);
  checkSideBySide(plan, entry, going);
  for (const step of Object.values(state.active)) {
    const undoes = step.undoes;
    if (!undoes || before?.active[stepKey(step.nodeId, step.visit)]) continue;
    requireThat(!hasStopped(state), entry, "begins an undo after one has failed for good");
    if (before && seqsInHand(before).includes(undoes.seq)) continue;
    const entries = toArray(state.undo);
    const isFirst = (others: readonly UndoEntry[]) =>
      others.every((other) => other.seq <= undoes.seq || mayGoTogether(plan, other, undoes));
    if (state.ending && state.ending.type !== "stopped") requireThat(isFirst(entries), entry, "does not undo the newest first");
    else if (state.undoAtOnce && undoes.atOnce) {
      requireThat(
        isFirst(entries.filter(({ atOnce }) => atOnce)),
        entry,
        "does not undo the newest of what is undone at once first",
      );
    } else requireThat(isFirst(entries.filter((other) => isEligible(state, other))), entry, "leaves out something newer");
  }
  checkNobodyWaitsForNothing(plan, entry);
}

const hasStopped = ({ ending }: RunState): boolean =>
  ending !== undefined && ending.type !== "stopped" && ending.undo.failure !== undefined;

const seqsInHand = ({ undoing, undoingBeside = [] }: RunState): readonly number[] =>
  undoing === undefined ? [] : [undoing, ...undoingBeside];

/** What goes side by side was allowed to, and no container has more under way than it may. */
function checkSideBySide(plan: FlowPlan, entry: Trail, going: readonly UndoEntry[]): void {
  const pairs = going.flatMap((one, index) => going.slice(index + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs) {
    const what = `undoes ${stepKey(one.nodeId, one.visit)} and ${stepKey(other.nodeId, other.visit)} side by side`;
    requireThat(mayGoTogether(plan, one, other), entry, what);
  }
  for (const undone of going)
    for (const turn of undone.within ?? [])
      requireThat(undosIn(turn, going).length <= limitOf(plan, turn), entry, `undoes too much of ${turn} at a time`);
}

/** Where a run does nothing but undo, each entry that is not being undone has a reason to wait. */
function checkNobodyWaitsForNothing(plan: FlowPlan, entry: Trail): void {
  const { state } = entry.result;
  const { ending, active, paused } = state;
  if (!ending || ending.type === "stopped" || !ending.undo.begun || ending.undo.failure || hasEnded(state.status)) return;
  if (paused || Object.values(active).some(({ undoes }) => !undoes)) return;
  if (ending.type === "canceled" && (!ending.request.compensate || ending.request.force)) return;
  const entries = toArray(state.undo);
  const inHand = entries.filter(({ seq }) => seqsInHand(state).includes(seq));
  for (const waiting of entries.filter((one) => !inHand.includes(one))) {
    const ahead = entries.filter((other) => other !== waiting && (other.seq > waiting.seq || inHand.includes(other)));
    const isHeld = ahead.some((other) => !mayGoTogether(plan, other, waiting));
    const isFull = (waiting.within ?? []).some((turn) => undosIn(turn, inHand).length >= limitOf(plan, turn));
    requireThat(isHeld || isFull, entry, `lets ${stepKey(waiting.nodeId, waiting.visit)} wait for nothing`);
  }
}

/** The configuration says so of what both are in: of two items, or of two steps in one turn of a block. */
function mayGoTogether(plan: FlowPlan, one: UndoEntry, other: UndoEntry): boolean {
  const [here, there] = [one.within ?? [], other.within ?? []].map((turns) => turns.toReversed());
  const parted = here!.findIndex((turn, depth) => turn !== there![depth]);
  const depth = parted < 0 ? here!.length : parted;
  const [mine, its] = [here![depth], there![depth]];
  if (mine && its && containerOf(mine) === containerOf(its)) return asked(plan, mine, "forEach") > 1;
  const around = here![depth - 1];
  return around !== undefined && asked(plan, around, "block") > 1;
}

const containerOf = (turn: string): string => turn.slice(0, turn.lastIndexOf("/"));

function asked(plan: FlowPlan, turn: string, kind?: string): number {
  const node = plan.nodes[turn.slice(0, turn.indexOf("#"))]!;
  return kind === undefined || node.kind === kind ? Number(node.config["undoConcurrency"] ?? 1) : 1;
}

/** One after another is what the rest of the check looks after. */
const limitOf = (plan: FlowPlan, turn: string): number => (asked(plan, turn) > 1 ? asked(plan, turn) : Infinity);

const undosIn = (turn: string, going: readonly UndoEntry[]): readonly UndoEntry[] =>
  going.filter(({ within = [] }) => within.some((each) => containerOf(each) === containerOf(turn)));

/** Everything above the savepoint of the compensation in hand. */
function isEligible(state: RunState, entry: UndoEntry): boolean {
  const going = Object.values(state.active).find((step) => step.unwinding);
  return going !== undefined && entry.seq > 0 && entry === toArray(state.undo).findLast(({ seq }) => seq === state.undoing);
}

/** Only a run that took something back says so, or one for which a person said that it was taken back. */
function checkCompensated(entry: Trail, events: readonly RunEvent[]): void {
  if (entry.event.type !== "run.compensated" || entry.result.state.ending?.type === "undone") return;
  const undid = events.some(
    (event) =>
      event.seq < entry.event.seq && (event.type === "step.undone" || (event.type === "undo.resumed" && event.data.waive)),
  );
  requireThat(undid, entry, "says compensated where nothing was undone");
}

const OUTCOMES: ReadonlySet<RunEvent["type"]> = new Set(["step.completed", "step.failed", "step.canceled"]);
const LATE: ReadonlySet<RunEvent["type"]> = new Set(["step.lateCompleted", "step.lateFailed"]);

/** A step has one outcome; one that was given up may have one more, and so has an undo that a person has tried again. */
export function checkOutcomes(events: readonly RunEvent[]): void {
  const seen = new Set<string>();
  for (const event of events) {
    forgetWhatGoesOn(event, seen);
    const name = outcomeOf(event);
    if (name === undefined) continue;
    const wasLate = event.type === "step.canceled" && seen.has(name);
    requireThat(!seen.has(name) || wasLate, { event }, "is a second outcome");
    seen.add(name);
  }
}

/** A container whose body goes on keeps its name, because its turns are named after it; so does what goes on where it was moved. */
function forgetWhatGoesOn(event: RunEvent, seen: Set<string>): void {
  if (event.type === "step.decided") seen.delete(stepKey(event.data.nodeId, event.data.visit));
  if (event.type !== "run.rewound" && event.type !== "run.moved") return;
  for (const key of event.type === "run.rewound" ? [...seen] : []) if (key.endsWith(" undone")) seen.delete(key);
  for (const key of Object.keys(event.data.state["active"]!)) seen.delete(key);
}

function outcomeOf(event: RunEvent): string | undefined {
  if (event.type === "step.undone") return `${stepKey(event.data.nodeId, event.data.visit)} undone`;
  const late = LATE.has(event.type);
  if (!("nodeId" in event) || !(late || OUTCOMES.has(event.type))) return undefined;
  return `${stepKey(event.nodeId, event.visit)}${late ? " late" : ""}`;
}

export function checkEnd(state: RunState): void {
  const left = { active: state.active, scopes: state.scopes, chains: state.chains };
  if (!hasEnded(state.status)) throw new Error(`The run stands at ${state.status}.`);
  if (!isDeepStrictEqual(plain(left), { active: {}, scopes: {}, chains: {} })) {
    throw new Error(`An ended run holds ${JSON.stringify(left)}`);
  }
  if (state.undoing !== undefined || state.undoingBeside !== undefined) throw new Error("An ended run is undoing something.");
}

const lastPlan = ({ trail }: RandomRun): FlowPlan => trail.at(-1)!.plan;

/** A run that says it undid its work did: every call that took effect and can be undone was undone, or was passed over. */
function checkEffects(run: RandomRun): void {
  const { events, effects, state } = run;
  // Whether a step can be undone is what the version said that it was done with.
  if (state.status !== "compensated" || events.some(({ type }) => type === "run.moved")) return;
  const plan = lastPlan(run);
  const settled = new Set(
    events.flatMap((event) => {
      if (event.type === "step.undone") return [stepKey(event.data.nodeId, event.data.visit)];
      if (event.type === "step.lateFailed") return [stepKey(event.nodeId, event.visit)];
      return [];
    }),
  );
  const gaveUp = events.some((event) => isGivenUp(plan, event));
  for (const key of effects) {
    const node = plan.nodes[key.split("#")[0]!]!;
    if (node.undoBy.length === 0 || settled.has(key) || gaveUp) continue;
    throw new Error(`The run says compensated, and ${key} took effect and was not undone.`);
  }
}

/** An undo that failed and was passed over, or an outcome that a person decided on, is what the log says it is. */
function isGivenUp({ nodes }: FlowPlan, event: RunEvent): boolean {
  if (event.type === "step.decided" || event.type === "undo.resumed" || event.type === "run.rewound") return true;
  return event.type === "step.failed" && nodes[event.nodeId]!.chain === undefined;
}

/** Folding the log gives the state, from the beginning and from any snapshot. */
function checkReplay(run: RandomRun): void {
  const { events, trail, state } = run;
  const plan = lastPlan(run);
  const text = JSON.stringify(state);
  const places = [0, Math.floor(events.length / 3), Math.floor((2 * events.length) / 3)];
  for (const place of places) {
    const from = place === 0 ? undefined : plain(trail[place - 1]!.result.state);
    const replayed = replayRun(plan, state.runId, events.slice(place), from);
    if (JSON.stringify(replayed) !== text) throw new Error(`Folded from event ${place}, the log gives another state.`);
  }
}
