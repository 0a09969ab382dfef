import { describe, expect, it } from "vitest";
import { readFlow } from "../core/flow/read-flow.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { approve, failure, fill, message, noAnswer, nobody, output, reject, reply, testFlow, testFlowIn } from "./index.ts";

const order = { id: "A-1", customer: "Bluebird Ltd", lines: [{ sku: "tea", price: 4, qty: 2 }] };
const large = { ...order, lines: [{ sku: "tea", price: 1200, qty: 1 }] };
const works = { charge: reply({ chargeId: "ch-1" }), ship: reply({ shipmentId: "sh-1" }), refund: reply() };

const orders = await testFlowIn("flows/orderApproval");

function flowOf(yaml: string): FlowDocument {
  const { document, problems } = readFlow(`omnilink: 1\nid: tested\nname: Tested\n${yaml}`);
  if (!document) throw new Error(JSON.stringify(problems));
  return document;
}

describe("a tested flow", () => {
  it("gives the output, the effects in their order, and what each node gave", async () => {
    const run = await orders.run({ input: order, mocks: works });
    expect(run.status).toBe("completed");
    expect(run.output).toMatchObject({ decision: "shipped", charge: "ch-1", shipment: "sh-1" });
    expect(run.effects.map(({ what }) => what)).toEqual([
      "POST https://payments.test/charges",
      "POST https://warehouse.test/shipments",
    ]);
    expect(run.effects[0]?.body).toEqual({ order: "A-1", customer: "Bluebird Ltd", amount: 8 });
    expect(run.outputs["price"]).toEqual({ id: "A-1", total: 8 });
  });

  it("undoes what was done when a later step fails", async () => {
    const run = await orders.run({ input: order, mocks: { ...works, ship: reply({}, { status: 409 }) } });
    expect(run).toMatchObject({ status: "compensated", undone: ["charge"], failure: { nodeId: "ship" } });
    expect(run.effects.at(-1)?.what).toBe("POST https://payments.test/charges/ch-1/refund");
  });

  it("lets people decide, or time pass, or the run rest where a test says nothing", async () => {
    expect(await orders.run({ input: large, mocks: { ...works, approve: approve("fine") } })).toMatchObject({
      output: { decision: "shipped" },
    });
    expect(await orders.run({ input: large, mocks: { approve: reject("too much") } })).toMatchObject({
      output: { decision: "declined", comment: "too much" },
    });
    const late = await orders.run({ input: large, mocks: { approve: nobody() } });
    expect(late).toMatchObject({ output: { decision: "declined" }, tookMs: 2 * 24 * 3_600_000 });
    expect(await orders.run({ input: large })).toMatchObject({ status: "waiting", completed: ["price", "size"] });
  });

  it("repeats a call with the same key when it was not answered, and counts one effect", async () => {
    const run = await orders.run({
      input: order,
      mocks: { ...works, charge: [noAnswer("timeout"), reply({ chargeId: "ch-2" })] },
    });
    expect(run.calls.map(({ nodeId }) => nodeId)).toEqual(["charge", "charge", "ship"]);
    expect(run.effects.map(({ nodeId }) => nodeId)).toEqual(["charge", "ship"]);
    expect(run.tookMs).toBeGreaterThan(0);
  });

  it("asks a function at each call", async () => {
    const run = await orders.run({
      input: order,
      mocks: { ...works, ship: ({ body }) => reply({ shipmentId: JSON.stringify(body).length }) },
    });
    expect(run.output).toMatchObject({ shipment: 57 });
  });

  it("comes to the same end wherever the process is killed, and charges nobody twice", async () => {
    const mocks = { ...works, approve: approve() };
    const whole = await orders.run({ input: large, mocks });
    const runs = await orders.runWithEveryCrash({ input: large, mocks });
    expect(runs.map(({ crash }) => `${crash!.when} ${crash!.node}`)).toContain("after charge");
    for (const run of runs) {
      expect(run.output, `${run.crash!.when} ${run.crash!.node}`).toEqual(whole.output);
      expect(run.effects.map(({ nodeId }) => nodeId)).toEqual(["charge", "ship"]);
    }
    const again = runs.find(({ crash }) => crash!.node === "charge" && crash!.when === "after");
    expect(again?.calls.map(({ nodeId }) => nodeId)).toEqual(["charge", "charge", "ship"]);
  });

  it("undoes in the same order wherever the process is killed", async () => {
    const runs = await orders.runWithEveryCrash({ input: order, mocks: { ...works, ship: reply({}, { status: 409 }) } });
    expect(runs.map(({ crash }) => crash!.node)).toContain("refund");
    for (const run of runs) expect(run).toMatchObject({ status: "compensated", undone: ["charge"] });
  });

  it("leaves a call that must not be repeated to a person when the process died in it", async () => {
    const flow = testFlow(
      flowOf(`nodes:
  - { id: start, kind: trigger.manual }
  - { id: pay, kind: http, config: { method: POST, url: "https://bank.test/pay", effect: none } }
edges:
  - { from: start, to: pay }`),
    );
    const run = await flow.run({ input: null, mocks: { pay: reply() }, crash: { node: "pay", when: "after" } });
    expect(run.calls).toHaveLength(1);
    expect(run.events.at(-1)).toMatchObject({ type: "step.undecided", data: { failure: { code: "step/unknown-outcome" } } });
  });

  it("gives a node an outcome in place of what it does, fills in forms and sends signals", async () => {
    const flow = testFlow(
      flowOf(`nodes:
  - { id: start, kind: trigger.manual }
  - { id: ask, kind: form, config: { title: Who?, roles: [admin], schema: { type: object, properties: { name: { type: string } } } } }
  - { id: paid, kind: wait, config: { signal: payment, timeout: P1D } }
  - { id: child, kind: subFlow, config: { flow: elsewhere } }
  - { id: end, kind: map, config: { expression: "[steps.ask, steps.paid, steps.child]" } }
edges:
  - { from: start, to: ask }
  - { from: ask, to: paid }
  - { from: paid, to: child }
  - { from: child, to: end }`),
    );
    const mocks = { ask: fill({ name: "Ana" }), paid: message({ amount: 5 }), child: output({ done: true }) };
    const run = await flow.run({ input: null, mocks });
    expect(JSON.stringify(run.output)).toMatch(/Ana.*5.*done/);
    const failed = await flow.run({ input: null, mocks: { ...mocks, child: failure("elsewhere/closed") } });
    expect(failed).toMatchObject({ status: "failed", failure: { code: "elsewhere/closed", nodeId: "child" } });
  });

  it("refuses a test that would hold for nothing", async () => {
    await expect(orders.run({ input: order, mocks: { shipp: reply() } })).rejects.toThrow('no node "shipp"');
    await expect(orders.run({ input: order, mocks: { ...works, ship: approve() } })).rejects.toThrow('called out at "ship"');
    await expect(orders.run({ input: { id: "A-1" } })).rejects.toThrow("The input has errors");
    await expect(orders.run({ input: order, mocks: works, crash: { node: "declined", when: "before" } })).rejects.toThrow(
      'never came to "declined"',
    );
    expect(() => testFlow(flowOf("nodes:\n  - { id: a, kind: map, config: { expression: '1' } }\nedges: []"))).toThrow("trigger");
  });

  it("takes less than 50 ms of the processor for a small test", async () => {
    const before = process.threadCpuUsage();
    for (let round = 0; round < 20; round += 1) await orders.run({ input: order, mocks: works });
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000 / 20).toBeLessThan(50);
  });
});
