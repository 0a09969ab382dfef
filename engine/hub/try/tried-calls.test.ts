import { describe, expect, it } from "vitest";
import { flow, orderApproval, outputs, states, tryIt } from "#tests/support/tries-world.ts";

describe("a call in a try", () => {
  it("is not made, and asked about with what would be sent", async () => {
    const tried = await tryIt({ document: orderApproval });
    expect(tried.sent).toEqual([]);
    expect(tried.result.status).toBe("waiting");
    expect(tried.result.questions).toMatchObject([
      { nodeId: "charge", type: "call", request: { method: "POST", body: { amount: 6 } } },
    ]);
    expect(states(tried)).toEqual({ start: "done", price: "done", size: "done", charge: "asked" });
  });

  it("is answered by the sample pinned to its node", async () => {
    const tried = await tryIt({
      document: orderApproval,
      samples: { charge: { chargeId: "ch_1" }, ship: { shipmentId: "sh_1" } },
    });
    expect(tried.sent).toEqual([]);
    expect(tried.result.output).toMatchObject({ charge: "ch_1", shipment: "sh_1" });
    expect(states(tried)).toMatchObject({ charge: "done, pinned", ship: "done, pinned", shipped: "done" });
  });

  it("is answered by what the person gives, the last answer standing for all further attempts", async () => {
    const document = flow(`  - { id: call, kind: http, config: { method: GET, url: "https://example.com/" } }
  - { id: again, kind: forEach, config: { items: "[1, 2, 3]", concurrency: 1 } }
  - { id: one, kind: http, parent: again, config: { method: POST, url: "https://example.com/", body: "=item" } }
edges:
  - { from: start, to: call }
  - { from: call, to: again }`);
    const answers = {
      call: [{ type: "output", output: "first" }],
      one: [
        { type: "output", output: "a" },
        { type: "output", output: "b" },
      ],
    } as const;
    const { result, sent } = await tryIt({ document, answers });
    expect(sent).toEqual([]);
    expect(result.output).toEqual(["a", "b", "b"]);
    expect(result.nodes["one"]).toMatchObject({ visits: 3, from: "answered" });
    expect(outputs(result, "one")).toEqual(["a", "b", "b"]);
  });

  it("fails as the person says, and the flow undoes what it did", async () => {
    const tried = await tryIt({
      document: orderApproval,
      samples: { charge: { chargeId: "ch_1" }, refund: { ok: true } },
      answers: { ship: [{ type: "failure", message: "No pens left", code: "http/status" }] },
    });
    expect(tried.result.status).toBe("compensated");
    expect(tried.result.failure).toMatchObject({ code: "http/status", message: "No pens left" });
    expect(tried.events.map(({ type }) => type)).toContain("step.undone");
  });

  it("is really made by the node that was allowed to, by no other, and says so in the log", async () => {
    const tried = await tryIt({ document: orderApproval, allowReal: ["charge"] });
    expect(tried.sent.map(({ nodeId }) => nodeId)).toEqual(["charge"]);
    expect(tried.result.nodes["charge"]).toMatchObject({ state: "done", from: "called", output: { chargeId: "ch_real" } });
    expect(tried.result.questions.map(({ nodeId }) => nodeId)).toEqual(["ship"]);
    expect(tried.logged).toEqual(["Ana let a try of flow orderApproval really call out: node charge (http)"]);
  });

  it("is made only for visits without an answer, so that a try which goes on calls nobody twice", async () => {
    const document = flow(`  - { id: each, kind: forEach, config: { items: "[1, 2, 3]", concurrency: 1 } }
  - { id: one, kind: http, parent: each, config: { method: POST, url: "https://example.com/", body: "=item" } }
edges: [{ from: start, to: each }]`);
    const answers = { one: [{ type: "output", output: "was called" }] } as const;
    const { result, sent } = await tryIt({ document, answers, allowReal: ["one"] });
    expect(outputs(result, "one")).toEqual(["was called", { chargeId: "ch_real" }, { chargeId: "ch_real" }]);
    expect(sent).toHaveLength(2);
  });

  it("does not follow from leave for a node with a sample", async () => {
    const tried = await tryIt({ document: orderApproval, allowReal: ["charge", "ship"], samples: { charge: { chargeId: "x" } } });
    expect(tried.sent.map(({ nodeId }) => nodeId)).toEqual(["ship"]);
  });

  it("covers mail, events and other flows", async () => {
    const document =
      flow(`  - { id: mail, kind: notify, config: { channel: email, connection: post, to: ["a@example.com"], subject: Hi, text: Hello } }
  - { id: tell, kind: emit, config: { type: com.example.told } }
  - { id: other, kind: subFlow, config: { flow: another } }
edges:
  - { from: start, to: mail }
  - { from: start, to: tell }
  - { from: start, to: other }`);
    const asked = await tryIt({ document });
    expect(asked.result.questions.map(({ nodeId, type }) => `${nodeId} ${type}`).toSorted()).toEqual([
      "mail call",
      "other call",
      "tell call",
    ]);
    const real = await tryIt({ document, allowReal: ["tell", "other"] });
    expect(real.result.nodes["other"]).toMatchObject({ state: "done", output: "from the other flow" });
    expect(real.result.nodes["tell"]).toMatchObject({ state: "done", output: { id: "e-1" } });
    expect(real.logged).toHaveLength(2);
  });
});
