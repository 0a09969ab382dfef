import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { flowDocumentSchema, type FlowEdge, type FlowNode } from "../../flow/flow-document.ts";
import { makeContext } from "../rule.ts";
import { effectWithoutUndo } from "./effect-without-undo.ts";

const kinds: Readonly<Record<string, Pick<FlowNode, "kind" | "config" | "pivot">>> = {
  start: { kind: "trigger.manual" },
  post: { kind: "http", config: { method: "POST", url: "https://example.com" } },
  pivot: { kind: "http", config: { method: "POST", url: "https://example.com" }, pivot: true },
  looked: {
    kind: "http",
    config: { method: "POST", url: "https://example.com", effect: "lookup", lookup: { url: "https://example.com" } },
  },
  ask: { kind: "http", config: { method: "POST", url: "https://example.com", effect: "idempotent" } },
  get: { kind: "http", config: { method: "GET", url: "https://example.com" } },
  mail: { kind: "notify", config: { channel: "chat", connection: "chat", text: "Hello" } },
  emit: { kind: "emit", config: { type: "order.shipped" } },
  map: { kind: "map", config: { expression: "1" } },
  check: { kind: "validate", config: { schema: {} } },
  child: { kind: "subFlow", config: { flow: "other" } },
  approve: { kind: "approval", config: { title: "Sure?", approvers: { roles: ["admin"], quorum: 1 } } },
  join: { kind: "join" },
  any: { kind: "join", config: { mode: "any" } },
  stop: { kind: "stop" },
  fail: { kind: "stop", config: { outcome: "failed" } },
  block: { kind: "block" },
  each: { kind: "forEach", config: { items: "input" } },
  loop: { kind: "loop", config: { while: "false" } },
  back: { kind: "compensate" },
};

/** `"ship:post"` is a node, `"ship:post in part"` one of a body. Each flow has a step with an undo, `paid`, which comes first. */
function nodeOf(written: string): FlowNode {
  const [, id, kind, parent] = /^(\w+):(\w+)(?: in (\w+))?$/.exec(written)!;
  return { id: id!, ...kinds[kind!]!, ...(parent === undefined ? {} : { parent }) };
}

function edgeOf(written: string): FlowEdge {
  const [, from, port, mark, to] = /^(\w+)(?:\.(\w+))? ([!~]?)> (\w+)$/.exec(written)!;
  const kind = mark === "!" ? { kind: "error" as const } : mark === "~" ? { kind: "compensation" as const } : {};
  return { from: from!, to: to!, ...(port === undefined ? {} : { port }), ...kind };
}

const FIRST = ["start:start", "paid:post", "refund:post"];

function problems(nodes: readonly (string | FlowNode)[], edges: readonly string[]) {
  const document = flowDocumentSchema.parse({
    omnilink: 1,
    id: "t",
    name: "T",
    nodes: [...FIRST, ...nodes].map((node) => (typeof node === "string" ? nodeOf(node) : node)),
    edges: ["start > paid", "paid ~> refund", ...edges].map(edgeOf),
  });
  return effectWithoutUndo.check(makeContext(document, nodeDefinitions));
}

const flagged = (nodes: readonly (string | FlowNode)[], edges: readonly string[]): readonly string[] =>
  problems(nodes, edges).map(({ nodeId }) => nodeId!);

describe("an effect without an undo", () => {
  it("is named together with what can fail after it, and with what to do", () => {
    expect(problems(["ship:post", "label:get"], ["paid > ship", "ship > label"])).toEqual([
      {
        code: "flow/effect-without-undo",
        severity: "warning",
        message: 'Node "ship" changes something outside that nothing undoes, and node "label" can fail after it.',
        fix: 'Draw a compensation edge from it, lead the flow to it after "label" or mark it as the point of no return.',
        path: "/nodes/3",
        nodeId: "ship",
      },
    ]);
  });

  it("is of no interest in a flow that undoes nothing", () => {
    const document = flowDocumentSchema.parse({
      omnilink: 1,
      id: "t",
      name: "T",
      nodes: ["start:start", "ship:post", "label:get"].map(nodeOf),
      edges: ["start > ship", "ship > label"].map(edgeOf),
    });
    expect(effectWithoutUndo.check(makeContext(document, nodeDefinitions))).toEqual([]);
  });

  it.each(["post", "mail", "emit", "looked"])("is made by %s", (kind) => {
    expect(flagged([`x:${kind}`, "later:get"], ["paid > x", "x > later"])).toEqual(["x"]);
  });

  it.each(["get", "ask", "map", "pivot", "child"])("is not made by %s", (kind) => {
    expect(flagged([`x:${kind}`, "later:get"], ["paid > x", "x > later"])).toEqual([]);
  });

  it.each(["get", "post", "child", "check", "fail", "loop", "approve"])("matters before %s, which can fail", (kind) => {
    expect(flagged(["x:post", `later:${kind}`], ["paid > x", "x > later"])).toContain("x");
  });

  it.each(["map", "stop", "emit", "join"])("does not matter before %s", (kind) => {
    expect(flagged(["x:post", `later:${kind}`], ["paid > x", "x > later"])).toEqual([]);
  });

  it("does not matter when the failure has a way of its own", () => {
    const nodes = ["x:post", "label:get", "note:map"];
    expect(flagged(nodes, ["paid > x", "x > label", "label !> note"])).toEqual([]);
    expect(flagged([...nodes, "end:fail"], ["paid > x", "x > label", "label !> note", "note > end"])).toEqual(["x"]);
    const rejected = ["paid > x", "x > sure", "sure.approved > done", "sure.rejected > done"];
    expect(flagged(["x:post", "sure:approve", "done:stop"], rejected)).toEqual([]);
  });

  it("matters before a compensation that goes back to before it", () => {
    const nodes = ["part:block", "x:post in part", "label:get in part"];
    const edges = ["paid > part", "x > label", "part !> away"];
    const back = (to?: string): FlowNode => ({ id: "away", kind: "compensate", config: to === undefined ? {} : { to } });
    const only: FlowNode = { id: "away", kind: "compensate", config: { only: "paid" } };
    expect(flagged([...nodes, back()], edges)).toEqual(["x"]);
    expect(flagged([...nodes, back("part")], edges)).toEqual(["x"]);
    expect(flagged([...nodes, back("paid")], edges)).toEqual(["x"]);
    expect(flagged([...nodes, back("label")], edges)).toEqual([]);
    expect(flagged([...nodes, only], edges)).toEqual([]);
    expect(problems([...nodes, back()], edges)[0]).toMatchObject({
      message: 'Node "x" changes something outside that nothing undoes, and node "away" takes back what was done around it.',
      fix: "Draw a compensation edge from it or mark it as the point of no return.",
    });
  });

  it("is looked for inside containers, and what fails behind them", () => {
    expect(flagged(["part:block", "x:post in part", "later:get"], ["paid > part", "part > later"])).toEqual(["x"]);
    expect(flagged(["part:block", "x:post in part", "later:map"], ["paid > part", "part > later"])).toEqual([]);
    expect(flagged(["part:block", "later:get in part", "x:post"], ["paid > x", "x > part"])).toEqual(["x"]);
  });

  it("can be followed by its own next turn", () => {
    const [found] = problems(["all:each", "x:post in all"], ["paid > all"]);
    expect(found).toMatchObject({ nodeId: "x", fix: "Draw a compensation edge from it." });
    expect(found!.message).toBe('Node "x" changes something outside that nothing undoes, and it runs again, when it can fail.');
    expect(flagged(["all:each", "look:get in all", "x:emit in all"], ["paid > all", "look > x"])).toEqual(["x"]);
  });

  it("matters up to the point of no return, and neither behind it nor beyond it", () => {
    expect(flagged(["x:post", "pay:pivot"], ["paid > x", "x > pay"])).toEqual(["x"]);
    expect(flagged(["x:post", "note:map", "pay:pivot", "y:post", "later:get"], ["paid > pay", "pay > x", "x > later"])).toEqual(
      [],
    );
    const emitFirst = ["x:emit", "sure:pivot", "later:get"];
    expect(problems(emitFirst, ["paid > x", "x > sure", "sure > later"])[0]!.message).toContain('node "sure"');
    const caught = ["paid > x", "x > sure", "sure > later", "sure !> note"];
    expect(flagged([...emitFirst, "note:map"], caught)).toEqual([]);
    const inBlock = ["paid > x", "x > part", "part > later", "part !> note"];
    expect(flagged(["x:post", "part:block", "pay:pivot in part", "later:get", "note:map"], inBlock)).toEqual([]);
    const inLoop = ["paid > x", "x > part", "part > later", "part !> note"];
    expect(flagged(["x:post", "part:loop", "pay:pivot in part", "later:get", "note:map"], inLoop)).toEqual(["x"]);
  });

  it("counts a point of no return in a branch that is waited for", () => {
    const nodes = ["a:map", "pay:pivot", "both:join", "x:post", "later:get"];
    const edges = ["paid > a", "paid > pay", "a > both", "pay > both", "both > x", "x > later"];
    expect(flagged(nodes, edges)).toEqual([]);
    expect(flagged([...nodes.slice(0, 2), "both:any", ...nodes.slice(3)], edges)).toEqual(["x"]);
  });

  it("is not looked for on error paths, where something has failed already", () => {
    expect(flagged(["x:get", "tell:mail", "end:fail"], ["paid > x", "x !> tell", "tell > end"])).toEqual([]);
  });

  it("stands an unfinished drawing", () => {
    const inside: FlowNode = { id: "one", kind: "block", parent: "two" };
    expect(flagged([inside, "two:block in one", "x:post in two"], ["paid > one", "x > one", "paid > x"])).toEqual([]);
    expect(
      flagged(
        [
          { id: "odd", kind: "http", config: {} },
          { id: "what", kind: "nope" },
        ],
        ["paid > odd", "odd > what"],
      ),
    ).toEqual([]);
  });
});

describe("in a chain of any steps", () => {
  const step = fc.record({
    kind: fc.constantFrom("post", "get", "emit", "map", "pivot"),
    isUndone: fc.boolean(),
    isCaught: fc.boolean(),
  });
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

  /** Read from left to right: what stays, when a later step takes the run down before a point of no return is passed. */
  function expected(steps: readonly Step[]): readonly string[] {
    const found = steps.flatMap(({ kind, isUndone }, at) => {
      if ((kind !== "post" && kind !== "emit") || isUndone) return [];
      if (steps.slice(0, at).some((before) => before.kind === "pivot")) return [];
      const pivot = steps.findIndex((each, place) => place > at && each.kind === "pivot");
      const within = steps.slice(at + 1, pivot < 0 ? steps.length : pivot + 1);
      const canEnd = within.some((each) => !each.isCaught && ["post", "get", "pivot"].includes(each.kind));
      return canEnd ? [`s${at}`] : [];
    });
    return found;
  }

  function drawn(steps: readonly Step[]): readonly string[] {
    const ids = steps.map((_, at) => `s${at}`);
    const nodes = steps.flatMap(({ kind, isUndone }, at) => [
      `s${at}:${kind}`,
      ...(isUndone && kind !== "pivot" ? [`u${at}:post`] : []),
    ]);
    const edges = steps.flatMap(({ kind, isUndone, isCaught }, at) => [
      `${at === 0 ? "paid" : ids[at - 1]!} > s${at}`,
      ...(isUndone && kind !== "pivot" ? [`s${at} ~> u${at}`] : []),
      ...(isCaught ? [`s${at} !> end`] : []),
    ]);
    return flagged([...nodes, "end:stop"], edges);
  }

  it("is found where a run could leave it behind, and nowhere else", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        expect(drawn(steps).toSorted()).toEqual(expected(steps).toSorted());
      }),
      { numRuns: 300 },
    );
  });
});
