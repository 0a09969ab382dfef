import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import { planFlow } from "../compile/compile-flow.ts";
import { flowNeeds } from "./flow-needs.ts";
import { unmetNeeds, type Supplies } from "./unmet-needs.ts";
import { whyNoVariable } from "./variables.ts";

function flow(...expressions: readonly string[]): FlowDocument {
  const maps = expressions.map((expression, index) => ({ id: `map${index}`, kind: "map", config: { expression } }));
  const call = { id: "call", kind: "http", config: { connection: "payments", method: "GET", url: "='/' & env.PATH" } };
  const sub = { id: "sub", kind: "subFlow", config: { flow: "ship" } };
  const pinned = { id: "pinned", kind: "subFlow", config: { flow: "pack", version: 2 } };
  return {
    omnilink: 1,
    id: "shop",
    name: "Shop",
    nodes: [{ id: "start", kind: "trigger.manual" }, ...maps, call, sub, pinned],
    edges: [],
  };
}

const needsOf = (...expressions: readonly string[]) => flowNeeds(flow(...expressions), nodeDefinitions);

describe("what a flow needs", () => {
  it("is every variable that an expression names, once, and where", () => {
    const { variables, readsAll } = needsOf("env.LIMIT + input.env.OTHER", "$sum([env.LIMIT, env.RATE])");
    expect(variables).toEqual([
      { name: "LIMIT", nodeId: "map0", path: "/nodes/1/config/expression" },
      { name: "RATE", nodeId: "map1", path: "/nodes/2/config/expression" },
      { name: "PATH", nodeId: "call", path: "/nodes/3/config/url" },
    ]);
    expect(readsAll).toBe(false);
  });

  it.each(["$lookup(env, input.name)", "$keys(env)", "env", "$$", "{ 'all': $ }"])("is all of them for %s", (expression) => {
    expect(needsOf(expression).readsAll).toBe(true);
  });

  it("is connections, and flows that are not pinned to a version", () => {
    const { connections, subFlows } = needsOf();
    expect(connections.map(({ name }) => name)).toEqual(["payments"]);
    expect(subFlows.map(({ name }) => name)).toEqual(["ship"]);
  });

  it("is taken along by runs, and nothing where nothing is read", () => {
    expect(planFlow(flow("env.LIMIT"), nodeDefinitions).variables).toEqual(["LIMIT", "PATH"]);
    expect(planFlow(flow("$keys(env)"), nodeDefinitions).variables).toEqual(["*"]);
    const { nodes, ...rest } = flow("input.total");
    expect(planFlow({ ...rest, nodes: nodes.filter(({ id }) => id !== "call") }, nodeDefinitions)).not.toHaveProperty(
      "variables",
    );
  });
});

describe("what an environment lacks", () => {
  const supplies = (changes: Partial<Supplies> = {}): Supplies => ({
    environment: "test",
    variables: new Set(["LIMIT", "PATH"]),
    connections: new Set(["payments", "sandbox"]),
    mapping: new Map(),
    liveFlows: new Set(["ship"]),
    ...changes,
  });
  const lacking = (changes: Partial<Supplies>) => unmetNeeds(needsOf("env.LIMIT"), supplies(changes));

  it("is nothing where all is there", () => {
    expect(lacking({})).toEqual([]);
    expect(lacking({ mapping: new Map([["payments", "sandbox"]]) })).toEqual([]);
  });

  it("is said with the name that was probably meant", () => {
    expect(lacking({ variables: new Set(["LIMITS", "PATH"]) })).toMatchObject([
      { code: "environment/unknown-variable", severity: "error", nodeId: "map0", suggestion: "LIMITS" },
    ]);
  });

  it("is a connection that leads to nothing", () => {
    expect(lacking({ mapping: new Map([["payments", "gone"]]) })).toMatchObject([
      { code: "environment/unmapped-connection", message: expect.stringContaining('it is to mean "gone"') },
    ]);
    expect(lacking({ connections: new Set(["sandbox"]) })).toMatchObject([
      { code: "environment/unmapped-connection", message: expect.stringContaining("none of this name") },
    ]);
  });

  it("only warns of a flow that is not there yet", () => {
    expect(lacking({ liveFlows: new Set() })).toMatchObject([{ code: "environment/absent-flow", severity: "warning" }]);
  });
});

it.each(["LIMIT", "a", "shopName_2"])("takes %s as the name of a variable", (name) => {
  expect(whyNoVariable(name, 1)).toBeUndefined();
});

it.each(["", "2nd", "with space", "a.b", "ä", "x".repeat(65)])("refuses %j as the name of a variable", (name) => {
  expect(whyNoVariable(name, 1)).toContain("cannot be the name");
});

it("refuses a value that is too large to be kept with every run", () => {
  expect(whyNoVariable("BIG", "x".repeat(10_000))).toContain("10002 characters");
});
