import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { endChild, startChild } from "../rig/child.ts";
import { freePort } from "#engine/host/port.ts";
import type { ChaosStack } from "../rig/stack.ts";

const FLOW: FlowDocument = {
  omnilink: 1,
  id: "delivery",
  name: "Delivery",
  nodes: [
    { id: "start", kind: "trigger.webhook", config: { path: "chaos", method: "POST", respond: "accepted" } },
    {
      id: "a",
      kind: "http",
      config: { connection: "sink", method: "POST", url: "/a", body: '={ "n": input.n }' },
      retry: { maxAttempts: 50 },
    },
  ],
  edges: [{ from: "start", to: "a" }],
};
const SENDERS = 20;
/** Acknowledged deliveries that are sent once more, as from a sender that lost the answer. */
const RESEND = 0.2;

/** The gateway dies again and again while senders deliver; a delivery without an answer is sent again, with the same id. */
export const killGateway: ChaosTest = {
  id: "T4",
  title: "kill -9 of the gateway during POST",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const random = seededRandom(options.seed, "T4");
  await stack.deploy(FLOW);
  await stack.fleet().add(1);
  const port = await freePort();
  const { path } = (await stack.engine.flows.get(stack.engine.orgId, "delivery"))!.webhooks["start"]!;
  const clients = new Senders(`http://127.0.0.1:${port}${path}`, options.seed, random);
  const env = { DATABASE_URL: stack.databaseUrl, PORT: String(port) };
  let gateway = await startChild("gateway.ts", env);
  const endsAt = performance.now() + (options.short ? 4_000 : options.minutes * 60_000);
  const sending = clients.send(() => performance.now() > endsAt);
  while (performance.now() < endsAt) {
    await pause(200 + random() * 800);
    gateway = await replace(gateway, env);
    stack.recovery.kills += 1;
  }
  await sending;
  await endChild(gateway);
  return judge(stack, clients);
}

async function replace(gateway: ChildProcess, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  await endChild(gateway);
  return startChild("gateway.ts", env);
}

class Senders {
  /** Delivery id → run id, as answered. */
  readonly acknowledged = new Map<string, string>();
  readonly problems: string[] = [];
  unanswered = 0;
  readonly #url: string;
  readonly #seed: number;
  readonly #random: () => number;
  #next = 0;

  constructor(url: string, seed: number, random: () => number) {
    this.#url = url;
    this.#seed = seed;
    this.#random = random;
  }

  async send(isOver: () => boolean): Promise<void> {
    const sender = async (): Promise<void> => {
      while (!isOver()) {
        const n = (this.#next += 1);
        await this.#deliver(n);
        if (this.#random() < RESEND) await this.#deliver(n);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
  }

  async #deliver(n: number): Promise<void> {
    const id = `delivery-${this.#seed}-${n}`;
    for (;;) {
      const runId = await this.#post(id, n);
      if (runId === undefined) {
        this.unanswered += 1;
        await pause(50);
        continue;
      }
      const before = this.acknowledged.get(id);
      if (before !== undefined && before !== runId) this.problems.push(`I1: ${id} is ${before} and ${runId}`);
      this.acknowledged.set(id, runId);
      return;
    }
  }

  async #post(id: string, n: number): Promise<string | undefined> {
    try {
      const headers = { "content-type": "application/json", "idempotency-key": id };
      const answer = await fetch(this.#url, { method: "POST", headers, body: JSON.stringify({ n }) });
      return answer.status === 202 ? ((await answer.json()) as { runId: string }).runId : undefined;
    } catch {
      return undefined;
    }
  }
}

async function judge(stack: ChaosStack, { acknowledged, problems, unanswered }: Senders): Promise<Findings> {
  const { rows } = await stack.pool.query<{ id: string }>("select id from run");
  const stored = new Set(rows.map(({ id }) => id));
  const lost = [...acknowledged]
    .filter(([, runId]) => !stored.has(runId))
    .map(([id]) => `I1: ${id} was acknowledged and is lost`);
  const findings = await conclude(stack, {
    problems: [...problems, ...lost],
    figures: { acknowledged: acknowledged.size, unanswered },
  });
  const untold = stored.size - stack.sink.effects;
  return {
    ...findings,
    runs: stored.size,
    problems: [...findings.problems, ...(untold === 0 ? [] : [`I2: ${untold} runs without their effect`])],
  };
}
