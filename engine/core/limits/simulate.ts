import type { JsonValue } from "../json.ts";
import type { FlowLimits } from "./limits-schema.ts";
import { atPace, livePace, type LivePace } from "./live-pace.ts";
import { resolveLimits, type StartLimits } from "./start-limits.ts";

/**
 * What limits would do: given when starts arrive and how long their runs work, which are refused or collected, and when the
 * runs begin and end. It follows the same rules as the engine (`docs/limits.md`), on a clock of its own, and a test holds
 * the two together. Of events at the same moment, ends come first, then versions that go live, then collected runs, then
 * arrivals in their order.
 */
export interface Arrival {
  /** Milliseconds on the simulation's clock. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly limits: StartLimits;
}

/** A new version goes live: whoever waits keeps to its numbers from then on. */
export interface GoingLive {
  readonly atMs: number;
  readonly pace: LivePace;
}

export interface Simulation {
  /** One per arrival, in the order given. */
  readonly starts: readonly SimulatedStart[];
  /** In the order in which they were made. */
  readonly runs: readonly SimulatedRun[];
}

export interface SimulatedStart {
  readonly outcome: "started" | "collected" | "rateLimited" | "skipped";
  /** Place in `runs` of the run that was made of it, or that was open. */
  readonly run?: number;
  /** For `rateLimited`: when the next start is accepted. */
  readonly untilMs?: number;
}

export interface SimulatedRun {
  /** Places of the arrivals in it. */
  readonly arrivals: readonly number[];
  readonly createdMs: number;
  /** Absent when it was canceled before its turn came. */
  readonly startedMs?: number;
  readonly endedMs: number;
  readonly isCanceled: boolean;
}

interface LiveRun {
  readonly arrivals: number[];
  readonly limits: StartLimits;
  readonly durationMs: number;
  readonly createdMs: number;
  startedMs?: number;
  endedMs?: number;
  isCanceled: boolean;
}

interface Collected {
  readonly key: string;
  readonly firstMs: number;
  readonly arrivals: number[];
  dueMs: number;
}

type Moment = { readonly atMs: number; readonly rank: 0 | 1 | 2 | 3; readonly happens: () => void };

/** Pure. Until a version goes live, each run keeps to the limits it came with. */
export const simulate = (arrivals: readonly Arrival[], goingLive: readonly GoingLive[] = []): Simulation =>
  new LimitSimulation(arrivals, goingLive).run();

class LimitSimulation {
  readonly #arrivals: readonly Arrival[];
  readonly #starts: SimulatedStart[];
  readonly #runs: LiveRun[] = [];
  readonly #moments: Moment[];
  /** When starts were accepted, and when runs began, by key. */
  readonly #accepted = new Map<string, number[]>();
  readonly #begun = new Map<string, number[]>();
  readonly #collected = new Map<string, Collected>();
  /** Times at which a throttle opens for somebody. */
  readonly #looks = new Set<number>();
  #live: GoingLive | undefined;
  #nowMs = 0;

  constructor(arrivals: readonly Arrival[], goingLive: readonly GoingLive[]) {
    this.#arrivals = arrivals;
    this.#starts = new Array<SimulatedStart>(arrivals.length);
    const arriving = arrivals.map((arrival, index): Moment => {
      return { atMs: arrival.atMs, rank: 3, happens: () => void (this.#starts[index] = this.#arrive(arrival, index)) };
    });
    const deployed = goingLive.map((live): Moment => ({ atMs: live.atMs, rank: 1, happens: () => void (this.#live = live) }));
    this.#moments = [...deployed, ...arriving];
  }

  run(): Simulation {
    for (let moment = takeNext(this.#moments); moment !== undefined; moment = takeNext(this.#moments)) {
      this.#nowMs = moment.atMs;
      moment.happens();
      this.#admit();
    }
    return { starts: this.#starts, runs: this.#runs.map(toSimulated) };
  }

  #arrive({ limits }: Arrival, index: number): SimulatedStart {
    const { rateLimit, debounce, batch, singleton } = limits;
    if (rateLimit) {
      const untilMs = fullUntil(this.#accepted, rateLimit, this.#nowMs);
      if (untilMs !== undefined) return { outcome: "rateLimited", untilMs };
    }
    const open = singleton ? this.#openWith(singleton.key) : [];
    if (singleton?.mode === "skip" && open[0]) return { outcome: "skipped", run: this.#runs.indexOf(open[0]) };
    if (rateLimit) note(this.#accepted, rateLimit.key, this.#nowMs);
    if (debounce || batch) return this.#collect(index, limits);
    for (const run of open) this.#end(run, true);
    return { outcome: "started", run: this.#make([index]) };
  }

  #openWith(key: string): LiveRun[] {
    return this.#runs.filter((run) => run.endedMs === undefined && run.limits.singleton?.key === key);
  }

  #collect(index: number, { debounce, batch }: StartLimits): SimulatedStart {
    // A batch holds starts of one version.
    const key = batch ? `batch ${this.#live?.atMs} ${batch.key}` : `debounce ${debounce!.key}`;
    const nowMs = this.#nowMs;
    const found = this.#collected.get(key) ?? { key, firstMs: nowMs, arrivals: [], dueMs: nowMs + (batch?.timeoutMs ?? 0) };
    this.#collected.set(key, found);
    found.arrivals.push(index);
    if (debounce && !batch) found.dueMs = Math.min(nowMs + debounce.periodMs, found.firstMs + (debounce.maxMs ?? Infinity));
    if (batch && found.arrivals.length >= batch.size) found.dueMs = nowMs;
    if (found.dueMs === nowMs) this.#collected.delete(key);
    this.#moments.push({ atMs: found.dueMs, rank: 2, happens: () => this.#release(found) });
    return { outcome: "collected" };
  }

  /** Each start that was collected set a moment; the last one counts. */
  #release(found: Collected): void {
    if (found.dueMs !== this.#nowMs || this.#starts[found.arrivals[0]!]?.run !== undefined) return;
    if (this.#collected.get(found.key) === found) this.#collected.delete(found.key);
    const run = this.#make(found.arrivals);
    for (const index of found.arrivals) this.#starts[index] = { outcome: "collected", run };
  }

  /** A batch takes everything from its first start but the inputs, a debounced run from its last. */
  #make(members: number[]): number {
    const first = this.#arrivals[members[0]!]!;
    const { limits, durationMs } = first.limits.batch ? first : this.#arrivals[members.at(-1)!]!;
    return this.#runs.push({ arrivals: members, limits, durationMs, createdMs: this.#nowMs, isCanceled: false }) - 1;
  }

  #admit(): void {
    const waiting = this.#runs.filter((run) => run.startedMs === undefined && run.endedMs === undefined);
    const inOrder = waiting.toSorted((a, b) => b.limits.priority - a.limits.priority);
    for (const run of inOrder) if (this.#mayBegin(run)) this.#begin(run);
  }

  #mayBegin({ limits }: LiveRun): boolean {
    const { concurrency, throttle } = this.#live ? atPace(limits, this.#live.pace) : limits;
    if (concurrency && this.#atWork(concurrency.key) >= concurrency.max) return false;
    const untilMs = throttle && fullUntil(this.#begun, throttle, this.#nowMs);
    if (untilMs !== undefined) this.#lookAgain(untilMs);
    return untilMs === undefined;
  }

  #atWork(key: string): number {
    const isAtWork = (run: LiveRun): boolean => run.startedMs !== undefined && run.endedMs === undefined;
    return this.#runs.filter((run) => isAtWork(run) && run.limits.concurrency?.key === key).length;
  }

  #lookAgain(atMs: number): void {
    if (this.#looks.has(atMs)) return;
    this.#looks.add(atMs);
    this.#moments.push({ atMs, rank: 2, happens: () => {} });
  }

  #begin(run: LiveRun): void {
    run.startedMs = this.#nowMs;
    if (run.limits.throttle) note(this.#begun, run.limits.throttle.key, this.#nowMs);
    this.#moments.push({ atMs: this.#nowMs + run.durationMs, rank: 0, happens: () => this.#end(run, false) });
  }

  #end(run: LiveRun, isCanceled: boolean): void {
    if (run.endedMs !== undefined) return;
    run.endedMs = this.#nowMs;
    run.isCanceled = isCanceled;
  }
}

/** The earliest; of those at the same time the one of the lowest rank, and then the one that was put in first. */
function takeNext(moments: Moment[]): Moment | undefined {
  let best = 0;
  for (let index = 1; index < moments.length; index += 1) {
    const [candidate, known] = [moments[index]!, moments[best]!];
    if (candidate.atMs < known.atMs || (candidate.atMs === known.atMs && candidate.rank < known.rank)) best = index;
  }
  return moments.splice(best, 1)[0];
}

interface Window {
  readonly key: string;
  readonly limit: number;
  readonly periodMs: number;
}

/** When the window has room again, if it has none now: when the oldest of the last `limit` leaves it. */
function fullUntil(times: ReadonlyMap<string, readonly number[]>, { key, limit, periodMs }: Window, nowMs: number) {
  const oldest = times.get(key)?.at(-limit);
  return oldest !== undefined && oldest + periodMs > nowMs ? oldest + periodMs : undefined;
}

const note = (times: Map<string, number[]>, key: string, atMs: number): void =>
  void times.set(key, [...(times.get(key) ?? []), atMs]);

function toSimulated({ arrivals, createdMs, startedMs, endedMs, isCanceled }: LiveRun): SimulatedRun {
  const started = startedMs === undefined ? {} : { startedMs };
  return { arrivals, createdMs, ...started, endedMs: endedMs ?? createdMs, isCanceled };
}

/** An arrival as people write it down. */
export interface DescribedArrival {
  readonly atMs: number;
  readonly durationMs: number;
  readonly input: JsonValue;
}

/** A version that goes live while others wait, with the limits it has. */
export interface DescribedVersion {
  readonly atMs: number;
  readonly limits: FlowLimits;
}

/** As `simulate`, with the keys worked out. Throws an error that names the arrival whose input the limits cannot use. */
export async function simulateLimits(
  flowLimits: FlowLimits,
  described: readonly DescribedArrival[],
  versions: readonly DescribedVersion[] = [],
): Promise<Simulation> {
  const inOrder = versions.toSorted((a, b) => a.atMs - b.atMs);
  const arrivals: Arrival[] = [];
  for (const [index, { atMs, durationMs, input }] of described.entries()) {
    const { limits } = inOrder.findLast((version) => version.atMs <= atMs) ?? { limits: flowLimits };
    const resolved = await resolveLimits(limits, input);
    if (!resolved.ok) throw new Error(`Arrival ${index + 1}: ${resolved.message}`);
    arrivals.push({ atMs, durationMs, limits: resolved.limits });
  }
  return simulate(
    arrivals,
    inOrder.map(({ atMs, limits }) => ({ atMs, pace: livePace(limits) })),
  );
}
