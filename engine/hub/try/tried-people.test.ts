import { describe, expect, it } from "vitest";
import { flow, order, orderApproval, tryIt } from "#tests/support/tries-world.ts";

describe("people and time in a try", () => {
  it("asks for a decision, and takes the one that comes with the request", async () => {
    const asked = await tryIt({ document: orderApproval, input: order(1_000) });
    expect(asked.result.questions).toMatchObject([
      { nodeId: "approve", type: "approval", title: "Order A-1 over 3000", canTimeOut: true },
    ]);
    const decided = await tryIt({
      document: orderApproval,
      input: order(1_000),
      answers: { approve: [{ type: "decision", decision: "rejected", comment: "No" }] },
    });
    expect(decided.result.output).toMatchObject({ decision: "declined", comment: "No", by: "Ana" });
  });

  it("lets the time pass when nobody is to decide", async () => {
    const { result } = await tryIt({ document: orderApproval, input: order(1_000), answers: { approve: [{ type: "silence" }] } });
    expect(result.output).toMatchObject({ decision: "declined" });
  });

  it("skips waits", async () => {
    const document = flow(`  - { id: wait, kind: wait, config: { duration: P30D } }
  - { id: after, kind: map, config: { expression: '"late"' } }
edges: [{ from: start, to: wait }, { from: wait, to: after }]`);
    const { result } = await tryIt({ document });
    expect(result).toMatchObject({ status: "completed", output: "late" });
  });

  it("asks for signals and for forms, and says why an answer does not fit", async () => {
    const document = flow(`  - { id: wait, kind: wait, config: { signal: paid } }
  - id: ask
    kind: form
    config: { title: How many?, roles: [analyst], schema: { type: object, required: [count], properties: { count: { type: integer } } } }
edges: [{ from: start, to: wait }, { from: wait, to: ask }]`);
    const first = await tryIt({ document });
    expect(first.result.questions).toEqual([{ nodeId: "wait", visit: 1, type: "signal", name: "paid", canTimeOut: false }]);
    const paid = { wait: [{ type: "signal", payload: { sum: 3 } }] } as const;
    const wrong = await tryIt({ document, answers: { ...paid, ask: [{ type: "form", answer: { count: "many" } }] } });
    expect(wrong.result.nodes["wait"]?.output).toEqual({ sum: 3 });
    expect(wrong.result.questions).toMatchObject([
      { nodeId: "ask", type: "form", refused: expect.stringContaining("count") as string },
    ]);
    const right = await tryIt({ document, answers: { ...paid, ask: [{ type: "form", answer: { count: 2 } }] } });
    expect(right.result.output).toEqual({ count: 2 });
  });
});
