import { describe, expect, it } from "vitest";
import { flow, order, orderApproval, outputs, refusals, states, tryIt } from "#tests/support/tries-world.ts";

describe("a part of a flow", () => {
  it("runs one node with what it reads, whatever way a run would take", async () => {
    const tried = await tryIt({ document: orderApproval, scope: { type: "node", nodeId: "approve" }, input: order(2) });
    expect(states(tried)).toEqual({ start: "done", price: "done", approve: "asked" });
    expect(tried.result.questions).toMatchObject([{ title: "Order A-1 over 6" }]);
  });

  it("reads samples and earlier results instead of running what it needs", async () => {
    const scope = { type: "node", nodeId: "charge" } as const;
    const pinned = await tryIt({ document: orderApproval, scope, samples: { price: { total: 7 } } });
    expect(pinned.result.questions).toMatchObject([{ request: { body: { amount: 7 } } }]);
    const known = await tryIt({ document: orderApproval, scope, known: { price: { total: 8 } } });
    expect(known.result.questions).toMatchObject([{ request: { body: { amount: 8 } } }]);
    expect(states(known)).toMatchObject({ price: "done, known" });
  });

  it("runs to a node and not past it, and follows the way the data takes", async () => {
    const samples = { charge: { chargeId: "ch_1" } };
    const tried = await tryIt({ document: orderApproval, scope: { type: "upTo", nodeId: "charge" }, samples });
    expect(states(tried)).toMatchObject({ start: "done", price: "done", size: "done", charge: "done, pinned" });
    expect(tried.result.nodes).not.toHaveProperty("ship");
    expect(tried.result.status).toBe("completed");
    const other = await tryIt({ document: orderApproval, scope: { type: "upTo", nodeId: "approve" }, samples });
    expect(other.result.nodes).not.toHaveProperty("approve");
    expect(other.result.nodes["size"]?.port).toBe("small");
  });

  it("goes on from a node with chosen data", async () => {
    const tried = await tryIt({
      document: orderApproval,
      scope: { type: "from", nodeId: "charge" },
      known: { price: { total: 9 } },
      answers: {
        charge: [{ type: "output", output: { chargeId: "ch_9" } }],
        ship: [{ type: "output", output: { shipmentId: "s" } }],
      },
    });
    expect(tried.result.output).toMatchObject({ total: 9, charge: "ch_9", shipment: "s" });
    expect(tried.result.nodes).not.toHaveProperty("size");
  });

  it("runs several nodes with what they read and what lies between them, and none of the others", async () => {
    const samples = { charge: { chargeId: "ch_1" }, ship: { shipmentId: "s_1" } };
    const scope = { type: "nodes", nodeIds: ["charge", "shipped"] } as const;
    const tried = await tryIt({ document: orderApproval, scope, samples });
    expect(Object.keys(states(tried)).sort()).toEqual(["charge", "price", "ship", "shipped", "start"]);
    expect(tried.result.output).toMatchObject({ shipment: "s_1", total: 6 });
    const apart = await tryIt({ document: orderApproval, scope: { type: "nodes", nodeIds: ["approve", "charge"] }, samples });
    expect(states(apart)).toMatchObject({ approve: "asked" });
    expect(apart.result.nodes).not.toHaveProperty("ship");
  });

  it("runs the nodes of a group beside each other, as their container where they are in one, and undos for what they undo", async () => {
    const document = flow(`  - { id: left, kind: map, config: { expression: "input.id & 1" } }
  - { id: right, kind: map, config: { expression: "input.id & 2" } }
  - { id: lines, kind: forEach, config: { items: "input.lines" } }
  - { id: net, kind: map, parent: lines, config: { expression: "item.price" } }
edges: [{ from: start, to: left }, { from: start, to: right }, { from: right, to: lines }]`);
    const both = await tryIt({ document, scope: { type: "nodes", nodeIds: ["left", "right"] } });
    expect(states(both)).toMatchObject({ start: "done", left: "done", right: "done" });
    expect(both.result.nodes).not.toHaveProperty("lines");
    const deep = await tryIt({ document, scope: { type: "nodes", nodeIds: ["left", "net"] } });
    expect(states(deep)).toMatchObject({ left: "done", net: "done", lines: "done" });
    expect(deep.result.nodes).not.toHaveProperty("right");
    const begin = await tryIt({ document, scope: { type: "nodes", nodeIds: ["start", "left"] } });
    expect(states(begin)).toMatchObject({ start: "done", left: "done" });
    expect(begin.result.nodes).not.toHaveProperty("right");
    const undo = await tryIt({ document: orderApproval, scope: { type: "nodes", nodeIds: ["refund", "charge"] } });
    expect(undo.result.questions).toMatchObject([{ nodeId: "charge" }]);
    expect(await refusals({ document, scope: { type: "nodes", nodeIds: ["left", "gone"] } })).toEqual([
      'There is no node "gone" in this draft any more.',
    ]);
  });

  it("passes disabled nodes by: they give nothing, call nobody, and the way goes on by their first output", async () => {
    const disabled = ["charge", "approve"];
    const samples = { ship: { shipmentId: "s" } };
    const tried = await tryIt({ document: orderApproval, disabled, samples, input: order(900) });
    expect(states(tried)).toMatchObject({ approve: "done, disabled", charge: "done, disabled", shipped: "done" });
    expect(tried.result.questions).toEqual([]);
    const halfDone = orderApproval.nodes.map((node) => (node.id === "charge" ? { ...node, config: {} } : node));
    const anyway = await tryIt({ document: { ...orderApproval, nodes: halfDone }, disabled: ["charge"], samples });
    expect(anyway.result.nodes["ship"]?.output).toEqual({ shipmentId: "s" });
  });

  it("runs an undo by doing what it undoes", async () => {
    const tried = await tryIt({
      document: orderApproval,
      scope: { type: "node", nodeId: "refund" },
      known: { charge: { chargeId: "ch_7" } },
    });
    expect(tried.result.questions).toMatchObject([{ nodeId: "refund", type: "call", request: { url: "/charges/ch_7/refund" } }]);
  });

  it("begins behind an error with an example of one", async () => {
    const document = flow(`  - { id: call, kind: http, config: { method: GET, url: "https://example.com/" } }
  - { id: handle, kind: map, config: { expression: '"handled: " & error.message' } }
edges: [{ from: start, to: call }, { from: call, to: handle, kind: error }]`);
    const { result } = await tryIt({ document, scope: { type: "node", nodeId: "handle" } });
    expect(result.nodes["handle"]?.output).toBe("handled: An example failure, so that what follows it can be tried.");
    const answers = { call: [{ type: "failure", message: "503" }] } as const;
    const own = await tryIt({ document, answers, scope: { type: "node", nodeId: "handle" } });
    expect(own.result.nodes["handle"]?.output).toBe("handled: 503");
  });

  it("runs a node of a body once for each item", async () => {
    const document = flow(`  - { id: rate, kind: map, config: { expression: "2" } }
  - { id: lines, kind: forEach, config: { items: "input.lines" } }
  - { id: net, kind: map, parent: lines, config: { expression: "item.price" } }
  - { id: gross, kind: map, parent: lines, config: { expression: "steps.net * steps.rate" } }
  - { id: sum, kind: map, config: { expression: "$sum(steps.lines)" } }
edges: [{ from: start, to: rate }, { from: rate, to: lines }, { from: net, to: gross }, { from: lines, to: sum }]`);
    const input = { lines: [{ price: 1 }, { price: 2 }] };
    const inside = await tryIt({ document, input, scope: { type: "node", nodeId: "gross" } });
    expect(outputs(inside.result, "gross")).toEqual([2, 4]);
    expect(inside.result.nodes).not.toHaveProperty("sum");
    const whole = await tryIt({ document, input });
    expect(whole.result.output).toBe(6);
    const upTo = await tryIt({ document, input, scope: { type: "upTo", nodeId: "net" } });
    expect(outputs(upTo.result, "net")).toEqual([1, 2]);
    expect(upTo.result.nodes).not.toHaveProperty("gross");
    const pinned = await tryIt({ document, input, samples: { lines: [5, 6] } });
    expect(pinned.result.output).toBe(11);
    expect(pinned.result.nodes).not.toHaveProperty("net");
  });

  it("runs loops and blocks, and sets the variables that a node reads", async () => {
    const document = flow(`  - { id: begin, kind: assign, config: { values: { count: "0" } } }
  - { id: turns, kind: loop, config: { while: "vars.count < 3" } }
  - { id: more, kind: assign, parent: turns, config: { values: { count: "vars.count + 1" } } }
  - { id: unit, kind: block, config: {} }
  - { id: inUnit, kind: map, parent: unit, config: { expression: "vars.count * 10" } }
edges: [{ from: start, to: begin }, { from: begin, to: turns }, { from: turns, to: unit }]`);
    const whole = await tryIt({ document });
    expect(whole.result.output).toBe(30);
    const alone = await tryIt({ document, scope: { type: "node", nodeId: "unit" } });
    expect(alone.result.nodes["inUnit"]?.output).toBe(0);
    const turns = await tryIt({ document, scope: { type: "node", nodeId: "turns" } });
    expect(turns.result.nodes["more"]?.visits).toBe(3);
  });

  it("takes the pinned way of a branch", async () => {
    const tried = await tryIt({
      document: orderApproval,
      samples: { size: { port: "large" }, approve: { decision: "rejected", by: "Eve" } },
    });
    expect(tried.result.output).toMatchObject({ decision: "declined", by: "Eve" });
  });

  it("needs no trigger to run one node", async () => {
    const document = { ...orderApproval, nodes: orderApproval.nodes.filter(({ id }) => id === "price"), edges: [] };
    const tried = await tryIt({ document, scope: { type: "node", nodeId: "price" } });
    expect(tried.result.nodes["price"]?.output).toEqual({ id: "A-1", total: 6 });
  });
});
