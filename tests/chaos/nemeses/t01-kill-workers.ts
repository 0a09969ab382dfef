import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import {
  conclude,
  recoveryProblems,
  withDatabase,
  withStack,
  type ChaosOptions,
  type ChaosTest,
  type Findings,
} from "../chaos-test.ts";
import { planRun, type PlannedRun } from "../plan/planned-run.ts";
import type { Fleet } from "../rig/fleet.ts";
import type { ChaosStack } from "../rig/stack.ts";

/** Two that carry on while the third comes back. */
const WORKERS = 3;
const IN_FLIGHT = 60;

/** SIGKILL for a random worker every 0.3 to 2 s under steady load; once in twenty times, for all of them. */
export const killWorkers: ChaosTest = {
  id: "T1",
  title: "kill -9 of random workers",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const random = seededRandom(options.seed, "T1");
  const fleet = stack.fleet();
  await fleet.add(options.short ? 2 : WORKERS);
  const endsAt = performance.now() + (options.short ? 6_000 : options.minutes * 60_000);
  const isOver = (): boolean => performance.now() > endsAt;
  stack.people.sendOnWhoIsSetAside();
  const load = stack.beginMany(endless(options.seed), options.short ? 30 : IN_FLIGHT, isOver);
  while (!isOver()) {
    await pause(300 + random() * 1_700);
    await strike(stack, fleet, random);
    if (stack.recovery.kills % 50 === 0) options.progress(`${stack.recovery.kills} kills, ${stack.accepted.size} runs`);
  }
  await load;
  const findings = await conclude(stack);
  const { setAside } = stack.people;
  return {
    ...findings,
    figures: { setAside },
    problems: [...findings.problems, ...recoveryProblems(findings, options), ...setAsideProblems(setAside, stack.accepted.size)],
  };
}

/** Of whom nobody is to blame, one in a thousand at most may need a person to go on. */
const setAsideProblems = (setAside: number, runs: number): readonly string[] =>
  setAside > Math.max(1, runs / 1_000) ? [`P22: ${setAside} of ${runs} runs were set aside, and none was to blame`] : [];

async function strike({ recovery }: ChaosStack, fleet: Fleet, random: () => number): Promise<void> {
  const { ready } = fleet;
  const victims = random() < 0.05 ? ready : ready.length > 1 ? [ready[Math.floor(random() * ready.length)]!] : [];
  for (const victim of victims) await recovery.strike(victim, "SIGKILL");
}

export function* endless(seed: number): Generator<PlannedRun> {
  for (let index = 0; ; index += 1) yield planRun(seed, index);
}
