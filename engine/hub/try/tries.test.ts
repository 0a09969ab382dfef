import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { describe, expect, it } from "vitest";
import { createPorts, failure, flow, messagesOf, order, orderApproval, refusals, tryIt } from "#tests/support/tries-world.ts";
import { createTries } from "./create-tries.ts";

describe("a try of a draft that uses reusable mappings", () => {
  const draft = (key: string): FlowDocument => ({
    ...{ omnilink: 1, id: "draft", name: "Draft", edges: [{ from: "start", to: "twice" }] },
    nodes: [
      { id: "start", kind: "trigger.manual" },
      { id: "twice", kind: "map", config: { expression: `$useMapping("${key}", input.n)` } },
    ],
  });

  it("takes them from the library", async () => {
    const { result } = await tryIt({ document: draft("double@1"), input: { n: 4 } });
    expect(result.output).toBe(8);
  });

  it("fails as a run would, where one does not take what it is applied to", async () => {
    const { result } = await tryIt({ document: draft("typed@1"), input: { n: "four" } });
    expect(result.failure).toMatchObject({
      code: "mapping/mismatch",
      details: { mapping: "typed@1", side: "input", errors: [{ path: "", message: 'must be of type number, got "four"' }] },
    });
  });

  it("says which one there is none of", async () => {
    expect(await refusals({ document: draft("double@2"), input: { n: 4 } })).toEqual([
      'Node "twice": "expression" cannot use a mapping: There is no mapping double@2.',
    ]);
  });
});

describe("a run of production", () => {
  it("gives its input and what its nodes came to, to begin from", async () => {
    const tries = createTries(createPorts([], []));
    expect(await tries.pastRun("o-1", "r-1")).toMatchObject({
      flowId: "orderApproval",
      status: "failed",
      trigger: "start",
      input: order(5),
      nodes: { price: { state: "done", output: { total: 15 } }, charge: { state: "failed", failure } },
    });
    expect(await tries.pastRun("o-1", "r-2")).toBeUndefined();
  });

  it("gives what one of its steps gave, to be pinned", async () => {
    const tries = createTries(createPorts([], []));
    const given = (nodeId: string, visit = 1, runId = "r-1") => tries.recordedOutput("o-1", runId, { nodeId, visit });
    expect(await given("price")).toEqual({ output: { total: 15 } });
    expect(await given("start")).toEqual({ output: order(5) });
    expect(await given("price", 2)).toEqual({});
    expect(await given("charge")).toEqual({});
    expect(await given("price", 1, "r-2")).toBeUndefined();
  });
});

describe("what a try refuses", () => {
  it("is wrong in the part that is tried, and not elsewhere", async () => {
    const broken = { id: "broken", kind: "http", config: { method: "GET" } };
    const document = { ...orderApproval, nodes: [...orderApproval.nodes, broken] };
    expect(await refusals({ document })).toEqual([expect.stringContaining("broken"), expect.stringContaining("broken")]);
    expect(await refusals({ document, scope: { type: "node", nodeId: "price" } })).toEqual([]);
    expect(await refusals({ document, scope: { type: "node", nodeId: "broken" } })).toEqual([expect.stringContaining("broken")]);
  });

  it("is an input that the contract refuses, as in production", async () => {
    expect(await refusals({ document: orderApproval, input: { id: "A-1" } })).toEqual([expect.stringContaining("lines")]);
  });

  it("is a flow without a trigger and a node that is gone", async () => {
    const document = { ...orderApproval, nodes: [], edges: [] };
    expect(await refusals({ document })).not.toEqual([]);
    expect(await refusals({ document, scope: { type: "node", nodeId: "price" } })).toEqual([expect.stringContaining("price")]);
  });
});

describe("the end of a try", () => {
  it("comes after a thousand steps", async () => {
    const document = flow(`  - { id: turns, kind: loop, config: { while: "true", maxIterations: 100000 } }
  - { id: turn, kind: map, parent: turns, config: { expression: "index" } }
edges: [{ from: start, to: turns }]`);
    const { result } = await tryIt({ document });
    expect(result.stopped).toContain("1,000 steps");
  });

  it("comes when the person goes away, also while a call is under way", async () => {
    const leaving = new AbortController();
    const calling = messagesOf({ document: orderApproval, allowReal: ["charge"] }, leaving.signal, ({ signal }) => {
      leaving.abort();
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    });
    const last = (await calling).messages.at(-1);
    expect(last).toMatchObject({ type: "done", result: { status: "canceled", stopped: "You canceled it." } });
  });
});
