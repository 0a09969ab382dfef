import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { planRuns } from "../plan/planned-run.ts";
import type { ChaosStack } from "../rig/stack.ts";
import { TcpProxy, type ProxyMode } from "../rig/tcp-proxy.ts";

/** One of two workers has a bad line to Postgres: slow, torn, half open, dead, reset, and cut between a commit and its answer. */
export const spoilNetwork: ChaosTest = {
  id: "T6",
  title: "the network between a worker and Postgres",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const random = seededRandom(options.seed, "T6");
  const proxy = await TcpProxy.before(stack.databaseUrl);
  try {
    await Promise.all([stack.fleet().add(1), stack.fleet({ databaseUrl: proxy.through(stack.databaseUrl) }).add(1)]);
    let isOver = false;
    const load = stack.beginMany(planRuns(options.seed, 100_000), 25, () => isOver);
    const scale = options.short ? 0.12 : Math.max(1, options.minutes / 2);
    for (const [mode, seconds] of modes(random)) {
      proxy.mode = mode;
      stack.recovery.kills += 1;
      const cutsBefore = proxy.cuts;
      await pause(seconds * 1_000 * scale);
      if (mode.type === "cutAfterCommit") await untilCut(proxy, cutsBefore);
      proxy.mode = { type: "pass" };
      await pause(800);
      proxy.resetAll();
    }
    isOver = true;
    await load;
    const problems = proxy.cuts === 0 ? ["no connection was cut after a commit: the test did not test"] : [];
    return await conclude(stack, { figures: { cutsAfterCommit: proxy.cuts }, problems });
  } finally {
    await proxy.close();
  }
}

const CUT_WITHIN_MS = 20_000;

/** On a busy machine the worker behind the proxy may not have stored anything yet. */
async function untilCut(proxy: TcpProxy, before: number): Promise<void> {
  const deadline = performance.now() + CUT_WITHIN_MS;
  while (proxy.cuts === before && performance.now() < deadline) await pause(50);
}

const modes = (random: () => number): readonly (readonly [ProxyMode, number])[] => [
  [{ type: "cutAfterCommit", share: () => random() < 0.2 }, 8],
  [{ type: "latency", ms: () => random() * 400 }, 8],
  [{ type: "slice" }, 6],
  [{ type: "blackhole" }, 10],
  [{ type: "cutAfterCommit", share: () => random() < 0.5 }, 6],
  [{ type: "halfOpen" }, 8],
];
