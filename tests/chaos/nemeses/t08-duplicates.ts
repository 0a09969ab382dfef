import { openEngine } from "#engine/index.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { planRuns, type PlannedRun } from "../plan/planned-run.ts";
import type { ChaosStack } from "../rig/stack.ts";

const COPIES = 5;
const AT_ONCE = 20;

/** Every start arrives five times at once, over two processes' worth of connections; every run is hinted twice more. */
export const duplicates: ChaosTest = {
  id: "T8",
  title: "duplicate deliveries and hints",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  await stack.fleet().add(2);
  const peer = await openEngine({ databaseUrl: stack.databaseUrl });
  try {
    const planned = planRuns(options.seed, options.short ? 60 : 1_000 * Math.ceil(options.minutes));
    const problems: string[] = [];
    for (let from = 0; from < planned.length; from += AT_ONCE) {
      const batch = planned.slice(from, from + AT_ONCE);
      problems.push(...(await Promise.all(batch.map((run) => deliver(stack, peer, run)))).flat());
    }
    return await conclude(stack, { problems, figures: { copiesOfEach: COPIES } });
  } finally {
    await peer.close();
  }
}

async function deliver(
  stack: ChaosStack,
  peer: Awaited<ReturnType<typeof openEngine>>,
  planned: PlannedRun,
): Promise<readonly string[]> {
  const { flowId, id: triggerKey } = planned;
  const input = JSON.parse(JSON.stringify(planned.script)) as never;
  const copies = Array.from({ length: COPIES - 1 }, (_, n) =>
    (n % 2 === 0 ? peer : stack.engine).runs.start({ orgId: stack.engine.orgId, flowId, input, triggerKey }),
  );
  const runId = await stack.begin(planned);
  const started = await Promise.all(copies);
  await stack.pool.query(
    "select graphile_worker.add_job('drive', json_build_object('runId', $1::text)) from generate_series(1, 2)",
    [runId],
  );
  return started.flatMap((result) => (result.ok && result.runId === runId ? [] : [`I1: a copy of ${triggerKey} is another run`]));
}
