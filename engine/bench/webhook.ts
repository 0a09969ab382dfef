import type { FlowDocument } from "../core/flow/flow-document.ts";
import { freePort } from "../host/port.ts";
import type { BenchOptions, BenchResult } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld, type EchoServer } from "./bench-world.ts";
import { rounded } from "./rounded.ts";
import { untilAllEnded } from "./run-load.ts";
import type { LoadOrder, LoadReport } from "./webhook-load.ts";

const REQUESTS = 8_000;
/** One connection waits for each answer, so it needs fewer to show its pace. */
const REQUESTS_OF_ONE = 500;

const flowOf = (origin: string): FlowDocument => ({
  omnilink: 1,
  id: "webhook",
  name: "A delivery and a call",
  input: { type: "object", required: ["id", "lines"], properties: { id: { type: "string" }, lines: { type: "array" } } },
  nodes: [
    { id: "received", kind: "trigger.webhook", config: { path: "orders" } },
    {
      id: "call",
      kind: "http",
      config: { method: "POST", url: `${origin}/effects`, body: '={ "order": input.id }', effect: "keyed" },
    },
  ],
  edges: [{ from: "received", to: "call" }],
});

interface Stage {
  readonly world: BenchWorld;
  readonly echo: EchoServer;
  readonly send: (order: Pick<LoadOrder, "connections" | "requests">) => Promise<LoadReport>;
}

/**
 * Deliveries to the gateway process: answered with 202 when their run is stored, while the worker makes the call of each run
 * at the same time. Gateway, worker, Postgres, the receiver of the calls and the sender of the deliveries share the cores.
 */
export function benchWebhook({ runs = REQUESTS, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const stage = await setUp(world);
    progress("warming up");
    await deliver(stage, { connections: 50, requests: Math.ceil(runs / 4) });
    const results: BenchResult[] = [];
    for (const connections of [1, 50, 500]) {
      const requests = connections === 1 ? Math.min(runs, REQUESTS_OF_ONE) : runs;
      progress(`${requests} deliveries over ${connections} ${connections === 1 ? "connection" : "connections"}`);
      results.push(prefixed(`at${connections}`, await deliver(stage, { connections, requests })));
    }
    return Object.assign({}, ...results) as BenchResult;
  });
}

async function setUp(world: BenchWorld): Promise<Stage> {
  const echo = await world.startEcho();
  await world.deploy(flowOf(echo.origin));
  const port = await freePort();
  await world.startProcess("engine/host/gateway.ts", { PORT: String(port) });
  await world.startWorker();
  const load = await world.startProcess("engine/bench/webhook-load.ts");
  const flow = await world.engine.flows.get(world.engine.orgId, "webhook");
  const path = flow!.webhooks["received"]!.path;
  let orders = 0;
  const send: Stage["send"] = async (order) => {
    orders += 1;
    return (await load.ask({ ...order, port, path, prefix: `d${orders}` })) as LoadReport;
  };
  return { world, echo, send };
}

async function deliver({ world, echo, send }: Stage, order: Pick<LoadOrder, "connections" | "requests">) {
  const before = await echo.counts();
  const began = performance.now();
  const report = await send(order);
  while ((await echo.counts()).accepted - before.accepted < report.accepted)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const effectSeconds = (performance.now() - began) / 1_000;
  await untilAllEnded(world);
  return {
    stored202PerSecond: Math.round(report.accepted / report.seconds),
    ackP50Ms: rounded(report.ackP50Ms),
    ackP99Ms: rounded(report.ackP99Ms),
    effectsPerSecond: Math.round(report.accepted / effectSeconds),
    repeatedEffects: (await echo.counts()).repeated - before.repeated,
    errors: report.errors,
  };
}

const prefixed = (prefix: string, result: BenchResult): BenchResult =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [`${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`, value]),
  );
