import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { allowedMs, conclude, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { PrivatePostgres } from "../rig/private-postgres.ts";
import type { ChaosStack } from "../rig/stack.ts";
import { endless } from "./t01-kill-workers.ts";

const IN_FLIGHT = 60;
/** From "the server accepts connections" to the next event of any run. */
const GAP_LIMIT_MS = 5_000;
/** What has not moved by then will not. */
const GIVEN_UP_AFTER_MS = 20_000;

/** A backend killed, the postmaster killed, an immediate restart, in turn; the server is down for up to 2 s. */
export const killPostgres: ChaosTest = {
  id: "T3",
  title: "kill -9 of Postgres",
  run: async (options) => {
    const server = await PrivatePostgres.start();
    try {
      return await withStack(server.url, options, (stack) => run(stack, server, options));
    } finally {
      await server.stop();
    }
  },
};

async function run(stack: ChaosStack, server: PrivatePostgres, options: ChaosOptions): Promise<Findings> {
  const random = seededRandom(options.seed, "T3");
  await stack.fleet().add(2);
  const endsAt = performance.now() + (options.short ? 5_000 : options.minutes * 60_000);
  const isOver = (): boolean => performance.now() > endsAt;
  const load = stack.beginMany(endless(options.seed), options.short ? 20 : IN_FLIGHT, isOver);
  const gaps: number[] = [];
  for (let turn = 0; ; turn += 1) {
    await pause(options.short ? 500 + random() * 500 : 5_000 + random() * 15_000);
    if (isOver() && turn > 0) break;
    stack.watch.beginOutage();
    await spoil(stack, server, turn % 3, random() * (options.short ? 300 : 2_000));
    gaps.push(await gapUntilNextEvent(stack));
    stack.watch.endOutage();
    stack.recovery.kills += 1;
  }
  await load;
  const longest = Math.round(Math.max(...gaps));
  const problems =
    longest > allowedMs(GAP_LIMIT_MS, options) ? [`P4: no run moved for ${longest} ms after the server was back`] : [];
  return conclude(stack, { figures: { longestGapAfterReadyMs: longest }, problems });
}

async function spoil(stack: ChaosStack, server: PrivatePostgres, way: number, downMs: number): Promise<void> {
  if (way === 0) return killBackend(stack);
  await (way === 1 ? server.kill() : server.quit());
  await pause(downMs);
  await server.restart();
}

/** One backend of a worker: the postmaster takes all the others down with it and recovers. */
async function killBackend({ pool }: ChaosStack): Promise<void> {
  const { rows } = await pool.query<{ pid: number }>(
    "select pid from pg_stat_activity where application_name like 'chaos-worker-%' order by random() limit 1",
  );
  if (rows[0]) process.kill(rows[0].pid, "SIGKILL");
}

async function gapUntilNextEvent(stack: ChaosStack): Promise<number> {
  const began = performance.now();
  const ask = (sql: string) => stack.pool.query<{ count: number }>(sql).then(({ rows }) => rows[0]!.count);
  let before: number | undefined;
  while (performance.now() - began < GIVEN_UP_AFTER_MS) {
    try {
      const count = await ask("select count(*)::int as count from run_event where type <> 'run.started'");
      before ??= count;
      if (count > before) break;
    } catch {
      // It is recovering.
    }
    await pause(20);
  }
  return performance.now() - began;
}
