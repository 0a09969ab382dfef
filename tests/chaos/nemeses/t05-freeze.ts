import { setTimeout as pause } from "node:timers/promises";
import { START_ANEW_EXIT_CODE } from "#engine/host/exit-codes.ts";
import {
  conclude,
  recoveryProblems,
  withDatabase,
  withStack,
  type ChaosOptions,
  type ChaosTest,
  type Findings,
} from "../chaos-test.ts";
import { planRuns } from "../plan/planned-run.ts";
import type { Fleet, FleetMember } from "../rig/fleet.ts";
import type { ChaosStack } from "../rig/stack.ts";

/** What the lease allows: 3 s until the server lets go, a quarter until a peer looks, and the peer's own work. */
const TAKEN_OVER_MS = 3_600;

const STUTTER_MS = 400;

/** A worker is frozen for 1, 4, 10 and 30 s, and its event loop blocked for 10 s; late writes must be refused. */
export const freezeWorkers: ChaosTest = {
  id: "T5",
  title: "SIGSTOP and a blocked event loop",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const env = { OMNILINK_CHAOS_BLOCK_MS: options.short ? "4000" : "10000" };
  const fleet = stack.fleet({ preload: ["block-loop.ts"], env });
  await fleet.add(2);
  let isOver = false;
  const load = stack.beginMany(planRuns(options.seed, options.short ? 4_000 : 100_000), 25, () => isOver);
  const problems: string[] = [];
  await pause(700);
  for (const ms of options.short ? [4_000] : [1_000, 4_000, 10_000, 30_000]) problems.push(...(await freeze(stack, fleet, ms)));
  await stutter(fleet, options.short ? 8 : 60);
  problems.push(...(await block(stack, fleet, Number(env.OMNILINK_CHAOS_BLOCK_MS))));
  isOver = true;
  await load;
  const findings = await conclude(stack, { problems });
  return { ...findings, problems: [...findings.problems, ...recoveryProblems(findings, options, TAKEN_OVER_MS)] };
}

async function freeze(stack: ChaosStack, fleet: Fleet, ms: number): Promise<readonly string[]> {
  const victim = await bothReady(fleet);
  const { pid } = victim;
  if (ms > 3_000) await stack.recovery.strike(victim, "SIGSTOP");
  else victim.kill("SIGSTOP");
  await pause(ms);
  victim.kill("SIGCONT");
  return ms > 3_000 ? endedByItself(fleet, pid, `frozen for ${ms} ms`) : [];
}

/** Pauses too short to cost the lease, as of a busy machine or a long collection of garbage: they must change nothing. */
async function stutter(fleet: Fleet, times: number): Promise<void> {
  const victim = await bothReady(fleet);
  for (let time = 0; time < times; time += 1) {
    victim.kill("SIGSTOP");
    await pause(STUTTER_MS);
    victim.kill("SIGCONT");
    await pause(STUTTER_MS / 4);
  }
}

async function block(stack: ChaosStack, fleet: Fleet, ms: number): Promise<readonly string[]> {
  const victim = await bothReady(fleet);
  const { pid } = victim;
  await stack.recovery.strike(victim, "SIGUSR2");
  await pause(ms);
  return endedByItself(fleet, pid, `blocked for ${ms} ms`);
}

async function bothReady(fleet: Fleet): Promise<FleetMember> {
  while (fleet.ready.length < 2) await pause(50);
  return fleet.members[0]!;
}

async function endedByItself(fleet: Fleet, pid: number, what: string): Promise<readonly string[]> {
  for (let waited = 0; waited < 2_000; waited += 50) {
    const exit = fleet.exits.find((candidate) => candidate.pid === pid);
    if (exit) return exit.code === START_ANEW_EXIT_CODE ? [] : [`a worker ${what} ended with code ${exit.code}`];
    await pause(50);
  }
  return [`a worker ${what} goes on without its lease`];
}
