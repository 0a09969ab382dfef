import { STATE_FORMAT } from "../core/machine/run-state.ts";
import { createChildRuns } from "./child-runs.ts";
import { DriveSession, type SessionPorts } from "./drive-session.ts";
import type { NodeExecutors } from "./executor.ts";
import { ItemPages } from "./item-pages.ts";
import { noVariables, type EnvironmentValues } from "./run-place.ts";
import {
  noFaults,
  type ClaimedRun,
  type Clock,
  type Connections,
  type Faults,
  type FlowVersions,
  type RunStore,
} from "./ports.ts";
import { createSlowCalls } from "./slow-calls.ts";
import { createTurns } from "./turns.ts";

export interface DriverPorts {
  readonly store: RunStore;
  readonly flows: FlowVersions;
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  readonly clock: Clock;
  /** Default: environments have no variables. */
  readonly values?: EnvironmentValues;
  readonly random?: () => number;
  /** The risk above which a person decides, by organization. */
  readonly riskThreshold?: (orgId: string) => number;
  readonly faults?: Faults;
  /** Told of trouble that no run can show: the store is out of reach, a history does not fit its flow. */
  readonly onTrouble: (runId: string, error: unknown) => void;
}

export interface Driver {
  /**
   * Looks at a run: takes it if it is free, or tells the session that already drives it here. Resolves when let go.
   * `later`: the run is beyond its fair share, and others go before it wherever they meet.
   */
  drive(runId: string, later?: boolean): Promise<void>;
  /** Someone wrote to this run; a no-op unless it is being driven here. */
  poke(runId: string): void;
  /** Runs being driven now. */
  readonly active: number;
  /**
   * Takes no new runs and resolves when those in hand have parked or ended, at the latest after `graceMs`. What is left
   * then is taken over by another process like the runs of one that died.
   */
  stop(graceMs: number): Promise<void>;
}

/** How long a run is left alone after trouble that was not its own. */
const TROUBLE_PAUSE_MS = 1_000;

export function createDriver(ports: DriverPorts): Driver {
  const sessions = new Map<string, DriveSession | "claiming">();
  const work = new Set<Promise<void>>();
  const stopping = new AbortController();
  const turns = createTurns();
  const slowCalls = createSlowCalls(ports.clock, stopping.signal);
  const isStopping = (): boolean => stopping.signal.aborted;

  /** True when somebody asked for another look while the run was being let go: what that is for has not been read. */
  const driveOnce = async (runId: string, later: boolean): Promise<boolean> => {
    sessions.set(runId, "claiming");
    try {
      const session = await openSession(ports, runId, { slowCalls, ...(later ? { turns } : {}) });
      if (!session) return false;
      sessions.set(runId, session);
      if (later) await turns.next();
      await session.drive();
      return session.isWantedAgain;
    } catch (error) {
      await giveUp(ports, runId, error, stopping.signal);
      return false;
    } finally {
      sessions.delete(runId);
    }
  };

  const driveWhileWanted = async (runId: string, later: boolean): Promise<void> => {
    while (await driveOnce(runId, later)) if (isStopping()) return;
  };

  const poke = (runId: string): void => {
    const session = sessions.get(runId);
    if (session instanceof DriveSession) session.poke();
  };

  return {
    poke,
    get active() {
      return sessions.size;
    },
    async drive(runId, later = false) {
      if (isStopping()) return;
      if (sessions.has(runId)) return poke(runId);
      const driving = driveWhileWanted(runId, later);
      work.add(driving);
      await driving.finally(() => work.delete(driving));
    },
    async stop(graceMs) {
      stopping.abort();
      await within(graceMs, ports.clock, Promise.allSettled(work));
    },
  };
}

/**
 * Gives a run back after trouble that was not its own. Where even that is refused, as on a full disk, again and again: a
 * process that lives on keeps its runs from everybody else.
 */
async function giveUp(ports: DriverPorts, runId: string, trouble: unknown, stopping: AbortSignal): Promise<void> {
  const { store, clock, onTrouble } = ports;
  const reason = trouble instanceof Error ? trouble.message : String(trouble);
  onTrouble(runId, trouble);
  do {
    await clock.sleep(TROUBLE_PAUSE_MS, stopping);
    try {
      return await store.abandon(runId, reason);
    } catch (again) {
      onTrouble(runId, again);
    }
  } while (!stopping.aborted);
}

/** Takes the run when it is free; with `turns`, as one that is beyond its fair share. */
async function openSession(
  ports: DriverPorts,
  runId: string,
  shared: Pick<SessionPorts, "slowCalls" | "turns">,
): Promise<DriveSession | undefined> {
  const { clock, executors, connections, random = Math.random, store, flows, faults = noFaults, values = noVariables } = ports;
  const claimed = await store.claim(runId, shared.turns !== undefined);
  if (!claimed) return undefined;
  const claim = await inThisFormat(claimed, store);
  const flow = await flows.load(claim.flowVersionId);
  const { orgId } = claim;
  const children = createChildRuns({ orgId, runId, store, flows, values, environment: environmentOf(claim) });
  const items = new ItemPages(runId, store);
  const nowMs = databaseTime(claim, clock);
  const limit = ports.riskThreshold;
  const risk = limit ? { riskThreshold: () => limit(orgId) } : {};
  const world = { orgId, plan: flow.plan, executors, connections, items, children, clock, random, nowMs, ...risk };
  return new DriveSession(claim, flow, world, { store, faults, ...shared });
}

/** Its first event says where a run runs, and the state that is kept of it remembers. */
function environmentOf({ state, events: [first] }: ClaimedRun): string | undefined {
  if (state) return state.environment;
  return first?.type === "run.started" ? first.data.environment : undefined;
}

async function within(ms: number, clock: Clock, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, clock.sleep(ms, done.signal)]);
  done.abort();
}

/** A snapshot that another release wrote in its own shape does not count; the events do. */
async function inThisFormat(claim: ClaimedRun, store: RunStore): Promise<ClaimedRun> {
  if (!claim.state || claim.state.format === STATE_FORMAT) return claim;
  const { state: _state, ...rest } = claim;
  return { ...rest, events: await store.readEvents(claim.runId, 0) };
}

/** Postgres' clock, carried on by this process's monotonic one: deadlines never depend on a worker's own idea of time. */
function databaseTime(claim: ClaimedRun, clock: Clock): () => number {
  const claimedAt = clock.monotonicMs();
  return () => claim.nowMs + (clock.monotonicMs() - claimedAt);
}
