import { describe, expect, it } from "vitest";
import type { RunEvent, RunEventBody } from "../../core/machine/run-event.ts";
import type { RespondPlan } from "../../runtime/engine.ts";
import { createGateway, type GatewayPorts } from "./gateway.ts";
import { respondPlan } from "./respond-plan.ts";

const failure = { code: "http/status", message: "POST payments/charges was answered with status 402." };

function step(nodeId: string, output: object): RunEventBody {
  return { type: "step.completed", nodeId, visit: 1, attempt: 1, data: { output: output as never, durationMs: 1 } };
}
const answered = (more: object = {}) => step("answer", { answered: true, status: 201, headers: {}, body: { id: 7 }, ...more });

/** Posts to a webhook whose run has these events; without an ending, it goes on for ever. */
async function post(plan: Partial<RespondPlan>, events: readonly RunEventBody[], created = true) {
  const app = createGateway({
    findWebhook: async () => ({ orgId: "org", environment: "prod", flowId: "f", trigger: "t", method: "POST", path: "x" }),
    startRun: async () => ({
      ok: true,
      runId: "run-1",
      created,
      version: 1,
      respond: { mode: "node", nodes: ["answer"], waitMs: 20, ...plan },
    }),
    async *followRun(_orgId, _runId, _afterSeq, signal) {
      for (const [index, event] of events.entries())
        yield { seq: index + 1, at: "2026-01-01T00:00:00.000Z", ...event } as RunEvent;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
    checkDatabase: () => Promise.resolve(),
  });
  const answer = await app.inject({ method: "POST", url: "/hooks/token/x", payload: {} });
  await app.close();
  return answer;
}

describe("a caller who waits for a respond node", () => {
  it("gets what the first one says", async () => {
    const late = answered({ status: 202, body: "late" });
    const answer = await post({}, [step("price", { answered: true, status: 200, headers: {}, body: 1 }), answered(), late]);
    expect([answer.statusCode, answer.json(), answer.headers["x-run-id"]]).toEqual([201, { id: 7 }, "run-1"]);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  it("gets text as text, its headers, and no body where none may be", async () => {
    const text = await post({}, [answered({ body: "fine", headers: { "x-a": "b", location: "/claims/7" } })]);
    expect([text.body, text.headers["content-type"], text.headers["x-a"], text.headers.location]).toEqual([
      ...["fine", "text/plain; charset=utf-8", "b", "/claims/7"],
    ]);
    expect((await post({}, [answered({ body: "<p>", headers: { "content-type": "text/html" } })])).headers).toMatchObject({
      "content-type": "text/html",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
    expect(await post({}, [answered({ status: 204 })])).toMatchObject({ statusCode: 204, body: "" });
  });

  it("does not take an answer that was none", async () => {
    const events = [
      step("answer", { answered: false, reason: "before" }),
      { type: "run.completed", data: { output: 1 } } as const,
    ];
    expect(await post({}, events)).toMatchObject({ statusCode: 204, body: "" });
  });

  it("hears again that its message is stored when the run has no caller, whatever came of it since", async () => {
    const data = { flow: "f", version: 1, contentHash: "h", trigger: "t", input: {}, seed: 1, noCaller: "collected" } as const;
    const events = [{ type: "run.started", data } as const, { type: "run.completed", data: { output: 1 } } as const];
    const answer = await post({}, events, false);
    expect([answer.statusCode, answer.json()]).toEqual([202, { runId: "run-1", duplicate: true }]);
  });

  it("gets 202 and where to look when the run takes longer", async () => {
    const answer = await post({}, [step("price", {})], false);
    expect([answer.statusCode, answer.headers.location, answer.json()]).toEqual([
      ...[202, "/runs/run-1", { runId: "run-1", duplicate: true }],
    ]);
  });
});

describe("a caller whose answer cannot be waited for", () => {
  const gatewayOf = (ports: Pick<GatewayPorts, "startRun" | "followRun">) =>
    createGateway({
      findWebhook: async () => ({ orgId: "org", environment: "prod", flowId: "f", trigger: "t", method: "POST", path: "x" }),
      checkDatabase: () => Promise.resolve(),
      ...ports,
    });
  const respond: RespondPlan = { mode: "node", nodes: ["answer"], waitMs: 20_000 };
  const stored = { ok: true, runId: "run-1", version: 1, respond } as const;

  it("hears that its message is stored when the run cannot be followed: sent again, it would be a second run", async () => {
    const app = gatewayOf({
      startRun: async () => ({ ...stored, created: true }),
      followRun: () => {
        throw new Error("the connection is gone");
      },
    });
    const answer = await app.inject({ method: "POST", url: "/hooks/token/x", payload: {} });
    expect([answer.statusCode, answer.headers.location, answer.json()]).toEqual([
      ...[202, "/runs/run-1", { runId: "run-1", duplicate: false }],
    ]);
    await app.close();
  });

  it("hears when its run starts where its message is one of several that become a run", async () => {
    const app = gatewayOf({
      startRun: async () => ({ ...stored, created: false, startsAt: "2026-01-01T00:00:00.000Z" }),
      async *followRun() {},
    });
    const answer = await app.inject({ method: "POST", url: "/hooks/token/x", payload: {} });
    expect([answer.statusCode, answer.json()]).toEqual([202, { runId: "run-1", startsAt: "2026-01-01T00:00:00.000Z" }]);
    await app.close();
  });
});

describe("a caller who waits for the result", () => {
  it("gets the output of the run, as JSON", async () => {
    const answer = await post({ mode: "result" }, [answered(), { type: "run.completed", data: { output: "done" } }]);
    expect([answer.statusCode, answer.body]).toEqual([200, '"done"']);
  });

  it.each([
    [
      { type: "run.failed", data: { failure } },
      { code: "http/status", runStatus: "failed", detail: failure.message },
    ],
    [
      { type: "run.compensated", data: { failure } },
      { code: "http/status", runStatus: "compensated" },
    ],
    [
      { type: "run.canceled", data: { by: "Ada", compensate: true } },
      { code: "run/canceled", detail: "The run was canceled by Ada." },
    ],
  ] as const)("gets a problem document for %j", async (end, problem) => {
    const answer = await post({ mode: "result" }, [end]);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([500, "application/problem+json; charset=utf-8"]);
    expect(answer.json()).toMatchObject({ ...problem, status: 500, runId: "run-1" });
  });
});

describe("respondPlan", () => {
  const document = (config: Record<string, string>) => ({
    omnilink: 1 as const,
    id: "f",
    name: "F",
    nodes: [
      { id: "hook", kind: "trigger.webhook", config },
      { id: "start", kind: "trigger.manual" },
      { id: "answer", kind: "respond" },
    ],
    edges: [],
  });

  it("says who answers and how long the caller waits", () => {
    expect(respondPlan(document({ respond: "node", wait: "PT5S" }), "hook")).toEqual({
      mode: "node",
      nodes: ["answer"],
      waitMs: 5_000,
    });
    expect(respondPlan(document({ respond: "result" }), "hook")).toMatchObject({ mode: "result", waitMs: 30_000 });
  });

  it("has nothing to say of a caller who knows enough when the run is stored, or of another trigger", () => {
    expect(respondPlan(document({}), "hook")).toBeUndefined();
    expect(respondPlan(document({ respond: "node" }), "start")).toBeUndefined();
  });
});
