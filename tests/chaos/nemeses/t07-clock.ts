import { setTimeout as pause } from "node:timers/promises";
import { allowedMs, conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { planRuns } from "../plan/planned-run.ts";
import type { ChaosStack } from "../rig/stack.ts";

const TEN_MINUTES_MS = 600_000;
const LATE_MS = 1_000;

/** One worker's clock is ten minutes fast, the other's as slow; then both jump back an hour. Timers must not notice. */
export const wrongClocks: ChaosTest = {
  id: "T7",
  title: "wrong clocks of workers",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const fleets = [TEN_MINUTES_MS, -TEN_MINUTES_MS].map((skew) =>
    stack.fleet({ preload: ["wrong-clock.ts"], env: { OMNILINK_CHAOS_SKEW_MS: String(skew) } }),
  );
  await Promise.all(fleets.map((fleet) => fleet.add(1)));
  const flowIds = ["timer", "retry", "signal", "approval"];
  let isOver = false;
  const load = stack.beginMany(planRuns(options.seed, 100_000, { flowIds }), 40, () => isOver);
  const half = options.short ? 1_000 : (options.minutes * 60_000) / 2;
  await pause(half);
  for (const fleet of fleets) fleet.members[0]!.kill("SIGUSR2");
  await pause(half);
  isOver = true;
  await load;
  const findings = await conclude(stack);
  const { problems, ...figures } = await judgeTimers(stack, allowedMs(LATE_MS, options));
  return { ...findings, figures, problems: [...findings.problems, ...problems] };
}

/** P10: never early, and at most this much late; and no event of another time than the database's. */
async function judgeTimers({ pool }: ChaosStack, lateMs: number) {
  const { rows } = await pool.query<{ timers: number; earliest: number; latest: number; strange: number }>(
    `with fired as (
       select extract(epoch from f.at - coalesce(w.data ->> 'dueAt', w.data ->> 'retryAt')::timestamptz) * 1000 as late
       from run_event f join lateral (
         select * from run_event w where w.run_id = f.run_id and w.seq < f.seq and w.type in ('step.waiting', 'attempt.failed')
           and w.node_id = f.data ->> 'nodeId' order by w.seq desc limit 1) w on true
       where f.type = 'timer.fired'
     ) select count(*)::int as timers, min(late)::float8 as earliest, max(late)::float8 as latest,
       (select count(*)::int from run_event e join run r on r.id = e.run_id
        where e.at < r.created_at - interval '50 ms' or e.at > clock_timestamp() + interval '50 ms') as strange
     from fired`,
  );
  const { timers, earliest, latest, strange } = rows[0]!;
  const problems = [
    ...(timers === 0 ? ["no timer fired: the test did not test"] : []),
    ...(earliest < -1 ? [`P10: a timer fired ${-earliest} ms early`] : []),
    ...(latest > lateMs ? [`P10: a timer fired ${latest} ms late`] : []),
    ...(strange > 0 ? [`P10: ${strange} events have a time that is not the database's`] : []),
  ];
  return { timers, earliestMs: Math.round(earliest ?? 0), latestMs: Math.round(latest ?? 0), problems };
}
