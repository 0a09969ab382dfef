import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "#engine/core/json.ts";
import type { StartRun } from "#engine/runtime/engine.ts";
import { openGateway } from "#engine/host/open-gateway.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

let live: LiveEngine;
let gateway: Awaited<ReturnType<typeof openGateway>>;
beforeAll(async () => {
  live = await startLiveEngine();
  gateway = await openGateway(live.engine);
});
afterAll(async () => {
  await gateway.close();
  await live.stop();
});

const by = "Ada";
const answer = "  - { id: answer, kind: respond, config: { status: 201, body: =input } }";

/** Prices are quoted to whoever calls; the address of the webhook. */
async function quotes(id: string, head = ""): Promise<string> {
  await live.deploy(`omnilink: 1
id: ${id}
name: Quotes
${head}
nodes:
  - { id: hook, kind: trigger.webhook, config: { path: ${id}, respond: node } }
${answer}
edges:
  - { from: hook, to: answer }
`);
  const flow = await live.engine.flows.get(live.orgId, id);
  return flow!.webhooks["hook"]!.path;
}

async function send(url: string, payload: object, key?: string) {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const { statusCode: status, body, headers: got } = await gateway.inject({ method: "POST", url, headers, payload });
  return { status, body: JSON.parse(body) as Record<string, string>, runId: String(got["x-run-id"]) };
}

/** What the run says of its answers, and whether its first event says anything of callers. */
async function told(runId: string) {
  await live.reached(runId);
  const events = await live.events(runId);
  const answers = events.flatMap((event) =>
    event.type === "step.completed" && event.nodeId === "answer" ? [event.data.output] : [],
  );
  return { answers, noCaller: events[0]?.type === "run.started" ? events[0].data.noCaller : undefined };
}

const given = (body: JsonValue) => ({ answered: true, status: 201, headers: {}, body });
const none = (why: string) => ({ answered: false, reason: `Nobody waited for this answer: ${why}.` });

async function start(request: Pick<StartRun, "flowId" | "input" | "triggerKey">): Promise<string> {
  const started = await live.engine.runs.start({ orgId: live.orgId, startedBy: by, ...request });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return started.runId;
}

describe("a run that answers its caller", () => {
  it("answered whoever called its webhook, and nothing more is stored of that", async () => {
    const url = await quotes("called");
    const { status, body, runId } = await send(url, { n: 1 }, "d-1");
    expect([status, body]).toEqual([201, { n: 1 }]);
    expect(await told(runId)).toEqual({ answers: [given({ n: 1 })], noCaller: undefined });
    expect(await send(url, { n: 1 }, "d-1")).toMatchObject({ status: 201, runId });
  });

  it("answered nobody when it was started by hand, and a webhook with its key is no caller of it", async () => {
    const url = await quotes("byHand");
    const runId = await start({ flowId: "byHand", input: { n: 1 }, triggerKey: "idempotency-key:d-1" });
    expect(await told(runId)).toEqual({ answers: [none("the run was started by hand")], noCaller: "byHand" });
    expect(await send(url, { n: 1 }, "d-1")).toMatchObject({ status: 202, body: { runId, duplicate: true } });
  });

  it("answered nobody when its starts were collected, and who sends one again hears that it is stored", async () => {
    const url = await quotes("collected", "limits: { batch: { size: 2, timeout: PT1H } }");
    const first = await send(url, { n: 1 }, "d-1");
    const { runId } = first.body;
    expect(first).toMatchObject({ status: 202, body: { startsAt: expect.any(String) } });
    expect(await send(url, { n: 2 }, "d-2")).toMatchObject({ status: 202, body: { runId } });
    const why = "its message was collected, and whoever sent it was told so at once";
    expect(await told(runId!)).toEqual({ answers: [none(why)], noCaller: "collected" });
    expect(await send(url, { n: 1 }, "d-1")).toMatchObject({ status: 202, body: { runId, duplicate: true } });
  });

  it("answers its caller under limits that collect nothing", async () => {
    const url = await quotes("limited", "limits: { rateLimit: { limit: 5, period: PT1H } }");
    expect(await send(url, { n: 1 })).toMatchObject({ status: 201, body: { n: 1 } });
  });

  it("answered nobody as a fork, and no second time when it went back", async () => {
    const { runId } = await send(await quotes("again"), { n: 1 });
    await live.reached(runId);
    const request = { orgId: live.orgId, runId, by, from: { from: "start" } } as const;
    const forked = await live.engine.runs.redrive({ ...request, mode: "fork" });
    if (!forked.ok) throw new Error(forked.refusal.message);
    expect((await told(forked.runId)).answers).toEqual([none("the run is a fork of another one")]);
    const { seq } = (await live.engine.runs.get(live.orgId, runId))!;
    expect(await live.engine.runs.redrive({ ...request, mode: "rewind" })).toMatchObject({ ok: true });
    const seqNow = async () => (await live.engine.runs.get(live.orgId, runId))!.seq;
    await expect.poll(seqNow, { timeout: 20_000 }).toBeGreaterThan(seq + 2);
    const why = "the caller had been answered before the run went back in time";
    expect((await told(runId)).answers).toEqual([given({ n: 1 }), none(why)]);
    expect(await live.engine.runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });

  it("answered nobody when another flow started it, waiting for it or not", async () => {
    await quotes("inner");
    await live.deploy(`omnilink: 1
id: outer
name: Outer
nodes:
  - { id: start, kind: trigger.manual }
  - { id: waits, kind: subFlow, config: { flow: inner } }
  - { id: goesOn, kind: subFlow, config: { flow: inner, wait: false } }
edges:
  - { from: start, to: waits }
  - { from: waits, to: goesOn }
`);
    await live.reached(await live.start("outer", { n: 1 }));
    const { runs } = await live.engine.runs.list(live.orgId, { flowId: "inner", limit: 5 });
    expect(runs).toHaveLength(2);
    for (const { runId } of runs)
      expect(await told(runId)).toEqual({ answers: [none("the run was started by another run")], noCaller: "subFlow" });
  });
});
