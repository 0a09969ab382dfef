import { createTestDatabase, TEST_CLUSTER_VARIABLE } from "#tests/support/test-database.ts";
import type { ChaosReport } from "./report.ts";
import { PrivatePostgres } from "./rig/private-postgres.ts";
import { ChaosStack } from "./rig/stack.ts";
import { verifyRuns } from "./rig/verify-runs.ts";

export interface ChaosOptions {
  readonly seed: number;
  /** The form of `npm test`: seconds instead of minutes. */
  readonly short: boolean;
  /** How long the long form of a test that repeats its fault goes on. */
  readonly minutes: number;
  readonly progress: (line: string) => void;
}

/** One fault, with load, and what must hold after it. */
export interface ChaosTest {
  /** As in the plan of tests: `T1`. */
  readonly id: string;
  readonly title: string;
  run(options: ChaosOptions): Promise<Findings>;
}

export type Findings = Omit<ChaosReport, "test" | "title" | "seed" | "seconds">;

export async function runChaosTest(test: ChaosTest, options: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const findings = await test.run(options).catch((error: unknown) => ({
    problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  }));
  const seconds = (performance.now() - began) / 1_000;
  return { test: test.id, title: test.title, seed: options.seed, seconds, ...findings };
}

/** In short form a clone on the server of the test run; else a Postgres of its own. */
export async function withDatabase<Result>({ short }: ChaosOptions, work: (url: string) => Promise<Result>): Promise<Result> {
  const database = short && process.env[TEST_CLUSTER_VARIABLE] ? await createTestDatabase() : await privateDatabase();
  try {
    return await work(database.url);
  } finally {
    await database.drop();
  }
}

async function privateDatabase() {
  const server = await PrivatePostgres.start();
  return { url: server.url, drop: () => server.stop() };
}

/** The short form shares its machine with whatever else runs there: what is a few times as late may be the machine's doing. */
const SHORT_PATIENCE = 3;

/** How much a time that the engine promises may be in this form of a test. */
export const allowedMs = (promisedMs: number, { short }: ChaosOptions): number => promisedMs * (short ? SHORT_PATIENCE : 1);

/** Promise P5: no run stays still for longer than this while it has something to do. */
const STUCK_AFTER_MS = 5_000;

/** Promise P4: so long after its worker was killed, a run has moved. */
const MOVES_AFTER_MS = 5_000;

/** A stack that is always taken down again. */
export async function withStack<Result>(
  url: string,
  options: ChaosOptions,
  work: (stack: ChaosStack) => Promise<Result>,
): Promise<Result> {
  const stack = await ChaosStack.start(url, allowedMs(STUCK_AFTER_MS, options));
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}

/** Waits until all runs have ended, then judges them. */
export async function conclude(
  stack: ChaosStack,
  extra: Pick<Findings, "figures"> & { problems?: readonly string[] } = {},
): Promise<Findings> {
  const { seconds } = stack;
  await stack.allEnded();
  const watched = await stack.watch.stop();
  const deadlocks = await countDeadlocks(stack);
  const problems = [...watched.problems, ...(extra.problems ?? []), ...deadlockProblems(deadlocks), ...(await verifyRuns(stack))];
  return {
    kills: stack.recovery.kills,
    runs: stack.accepted.size,
    effects: stack.sink.effects,
    repeats: stack.sink.repeats,
    recoveryMs: await stack.recovery.figures(),
    worstIdleMs: watched.worstIdleMs,
    deadlocks,
    machine: stack.machine.figures,
    runsPerSecond: Math.round((stack.accepted.size / seconds) * 10) / 10,
    ...(extra.figures ? { figures: extra.figures } : {}),
    problems,
  };
}

async function countDeadlocks({ pool }: ChaosStack): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select deadlocks::int as count from pg_stat_database where datname = current_database()",
  );
  return rows[0]!.count;
}

/** All writers of the product lock in one order: runs by their ids, then their hints. */
const deadlockProblems = (count: number): readonly string[] =>
  count === 0 ? [] : [`${count} deadlocks: statements lock in different orders, and the server needs a second to end each`];

/** Promise P4, where a test kills workers. The median is judged in the long form, which has the machine to itself. */
export function recoveryProblems({ recoveryMs, machine }: Findings, options: ChaosOptions, p50Ms = 300): readonly string[] {
  if (!recoveryMs || recoveryMs.count === 0) return ["no run was orphaned: the test did not test"];
  const isSlow = !options.short && recoveryMs.p50 > p50Ms;
  const slow = isSlow ? [`P4: p50 of kill to next event is ${recoveryMs.p50} ms, more than ${p50Ms}`] : [];
  const maxMs = recoveryMs.max - (machine?.longestPauseMs ?? 0);
  return maxMs >= allowedMs(MOVES_AFTER_MS, options)
    ? [...slow, `P4: a run waited ${recoveryMs.max} ms for its next event`]
    : slow;
}
