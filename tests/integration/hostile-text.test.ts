import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

/**
 * Text that JSON can hold and a text column cannot: the character 0 and half a surrogate pair. It comes in by every door,
 * and is data like any other: kept as it is where JSON is kept, shown with replacement characters where text is.
 */
const HOSTILE = "a\u0000b\ud800c";
const SHOWN = "a\ufffdb\ufffdc";

let live: LiveEngine;
beforeAll(async () => {
  live = await startLiveEngine();
});
afterAll(() => live.stop());

/** A flow that begins by hand and goes through its nodes in order. */
function chain(id: string, nodes: Readonly<Record<string, string>>): string {
  const ids = ["start", ...Object.keys(nodes)];
  const lines = Object.entries(nodes).map(([nodeId, rest]) => `  - { id: ${nodeId}, ${rest} }`);
  const edges = ids.slice(1).map((to, index) => `  - { from: ${ids[index]!}, to: ${to} }`);
  return `omnilink: 1
id: ${id}
name: Hostile
nodes:
  - { id: start, kind: trigger.manual }
${lines.join("\n")}
edges:
${edges.join("\n")}
`;
}

const SIGNALED = chain("signaled", {
  wait: "kind: wait, config: { signal: go }",
  told: "kind: map, config: { expression: steps.wait }",
});

async function startedAs(source: string, flowId: string, input: Parameters<LiveEngine["start"]>[1] = {}): Promise<string> {
  await live.deploy(source);
  return live.start(flowId, input);
}

async function endOf(runId: string): Promise<RunEvent["data"] | string> {
  await live.reached(runId);
  const last = (await live.events(runId)).at(-1)!;
  return last.type === "run.completed" ? last.data : last.type;
}

describe("text with the character 0", () => {
  it("arrives in a signal, by whatever key and from whomever", async () => {
    const runId = await startedAs(SIGNALED, "signaled");
    await live.reached(runId, "waiting");
    const payload = { [HOSTILE]: [HOSTILE] };
    const signal = { orgId: live.orgId, runId, name: "go", payload, by: HOSTILE, dedupeKey: HOSTILE };
    expect(await live.engine.runs.signal(signal)).toBe("stored");
    expect(await live.engine.runs.signal(signal)).toMatch(/duplicate|ended/);
    expect(await endOf(runId)).toEqual({ output: payload });
  });

  it("is told to the parent of a sub-flow, whether it worked or failed", async () => {
    await live.deploy(chain("child", { echo: "kind: map, config: { expression: input }" }));
    await live.deploy(chain("failing", { end: "kind: stop, config: { outcome: failed, message: =input }" }));
    for (const [flow, parent] of [
      ["child", "parentOfChild"],
      ["failing", "parentOfFailing"],
    ] as const) {
      const step = `kind: subFlow, config: { flow: ${flow}, input: =input.text }`;
      const runId = await startedAs(chain(parent, { step }), parent, { text: HOSTILE });
      expect(await endOf(runId)).toEqual(flow === "child" ? { output: HOSTILE } : "run.failed");
    }
  });

  it("fills in a form and decides an approval", async () => {
    const schema = "{ type: object, properties: { text: { type: string } } }";
    const asks = {
      filled: `kind: form, config: { title: =input.text, roles: [engineer], schema: ${schema}, initial: =input }`,
      approved: "kind: approval, config: { title: =input.text, details: =input, approvers: { roles: [engineer] } }",
    };
    for (const [flowId, ask] of Object.entries(asks)) {
      const runId = await startedAs(chain(flowId, { ask }), flowId, { text: HOSTILE });
      await live.reached(runId, "waiting");
      const [open] = await live.engine.approvals.list(live.orgId, { status: "pending", runId, limit: 1 });
      expect(open).toMatchObject({ title: SHOWN });
      const how = flowId === "filled" ? { decision: "answered", answer: { text: HOSTILE } } : { decision: "approved" };
      const by = { name: HOSTILE, roles: ["engineer"] };
      const { orgId } = live;
      const decision = { orgId, approvalId: open!.approvalId, shownHash: open!.shownHash, comment: HOSTILE, by, ...how };
      expect(await live.engine.approvals.decide(decision as never)).toEqual({ outcome: "decided" });
      expect(await live.reached(runId)).toBe("completed");
      expect(await live.engine.approvals.get(live.orgId, open!.approvalId)).toMatchObject({ decidedBy: SHOWN, comment: SHOWN });
    }
  });

  it("is part of an event, from a flow or from outside", async () => {
    const emits = "kind: emit, config: { type: a.b, subject: =input.text, source: =input.text, key: =input.text, data: =input }";
    const runId = await startedAs(chain("emits", { emits }), "emits", { text: HOSTILE });
    expect(await live.reached(runId)).toBe("completed");
    const event = {
      orgId: live.orgId,
      type: "a.b",
      source: HOSTILE,
      subject: HOSTILE,
      data: { [HOSTILE]: HOSTILE },
      key: HOSTILE,
    };
    expect(await live.engine.events.emit(event)).toMatchObject({ created: true });
    expect(await live.engine.events.emit(event)).toMatchObject({ created: false });
    const [outside, inside] = await live.engine.events.list(live.orgId, { type: "a.b", limit: 2 });
    expect(outside).toMatchObject({ source: SHOWN, subject: SHOWN, data: { [HOSTILE]: HOSTILE } });
    expect(inside).toMatchObject({ source: SHOWN, subject: SHOWN, data: { text: HOSTILE } });
  });

  it("names who started, held, canceled and redrove a run, and why", async () => {
    await live.deploy(SIGNALED);
    const { engine, orgId } = live;
    const start = { orgId, flowId: "signaled", input: { id: HOSTILE }, startedBy: HOSTILE, triggerKey: HOSTILE };
    const started = await engine.runs.start(start);
    if (!started.ok) throw new Error("It did not start.");
    const { runId } = started;
    expect(await engine.runs.start(start)).toMatchObject({ runId, created: false });
    await live.reached(runId, "waiting");
    const who = { orgId, runId, by: HOSTILE, reason: HOSTILE };
    expect(await engine.runs.pause(who)).toEqual({ ok: true });
    await live.reached(runId, "paused");
    expect(await engine.runs.resume(who)).toEqual({ ok: true });
    expect(await engine.runs.cancel({ ...who, compensate: true })).toEqual({ ok: true });
    expect(await live.reached(runId)).toBe("canceled");
    const again = {
      ...who,
      from: { from: "start" },
      mode: "fork",
      requestKey: HOSTILE,
      edits: { input: { id: HOSTILE } },
    } as const;
    expect(await engine.runs.redrive(again)).toMatchObject({ ok: true });
    expect(await engine.runs.list(orgId, { businessKey: HOSTILE, limit: 10 } as never)).toMatchObject({
      runs: [{ businessKey: SHOWN }, { businessKey: SHOWN, startedBy: SHOWN }],
    });
  });

  it("throws a switch, and closes an incident", async () => {
    const { engine, orgId } = live;
    const runId = await startedAs(
      chain("stops", { end: "kind: stop, config: { outcome: failed, message: =input.text }" }),
      "stops",
      {
        text: HOSTILE,
      },
    );
    await live.reached(runId);
    const { incidents } = await engine.incidents.list(orgId, { status: "open", runId, limit: 1 });
    expect(incidents).toMatchObject([{ failure: { message: HOSTILE } }]);
    const discarded = { orgId, incidentId: incidents[0]!.incidentId, by: HOSTILE, reason: HOSTILE };
    expect(await engine.incidents.discard(discarded)).toEqual({ outcome: "closed" });
    const who = { orgId, flowId: "stops", by: HOSTILE, reason: HOSTILE };
    expect(await engine.switches.pause(who)).toMatchObject({ by: SHOWN, reason: SHOWN });
    expect(await engine.switches.resume(who)).toBe("resumed");
  });

  it("finds nothing where a name is asked for", async () => {
    const { engine, orgId } = live;
    expect(await engine.runs.start({ orgId, flowId: HOSTILE, input: {} })).toMatchObject({ reason: "unknownFlow" });
    expect(await engine.flows.findWebhook(HOSTILE)).toBeUndefined();
    expect(await engine.runs.get(orgId, HOSTILE)).toBeUndefined();
    expect((await engine.incidents.list(orgId, { status: "open", flowId: HOSTILE, limit: 1 })).incidents).toEqual([]);
  });

  it("stands in a flow that is listed, scheduled and run", async () => {
    const source = `omnilink: 1
id: named
name: "Named \\0"
description: "\\0"
nodes:
  - { id: tick, kind: trigger.schedule, config: { every: PT1S, overlap: skip, input: { text: "\\0" } } }
  - { id: echo, kind: map, name: "\\0", config: { expression: input.text } }
edges:
  - { from: tick, to: echo }
`;
    await live.deploy(source);
    const flow = (await live.engine.flows.list(live.orgId)).find(({ flowId }) => flowId === "named");
    expect(flow).toMatchObject({ name: "Named \ufffd", triggers: ["trigger.schedule"] });
    await expect
      .poll(async () => (await live.engine.runs.list(live.orgId, { flowId: "named", limit: 1 })).runs[0]?.status, {
        timeout: 10_000,
      })
      .toBe("completed");
  });
});
