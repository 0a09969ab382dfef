import { expect, it } from "vitest";
import type { FlowDocument } from "../../flow/flow-document.ts";
import { compileFlow } from "../../compile/compile-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

function problemsOf(config: Record<string, string>) {
  const call = { method: "POST", url: "https://example.com" };
  return compileFlow(
    {
      omnilink: 1,
      id: "t",
      name: "T",
      nodes: [
        { id: "start", kind: "trigger.manual" },
        { id: "booking", kind: "map", config: { expression: "1" } },
        { id: "charge", kind: "http", config: call },
        { id: "refund", kind: "http", config: call },
        { id: "back", kind: "compensate", config },
      ],
      edges: [
        { from: "start", to: "booking" },
        { from: "booking", to: "charge" },
        { from: "charge", to: "refund", kind: "compensation" },
        { from: "charge", to: "back" },
      ],
    },
    nodeDefinitions,
  ).problems;
}

it("knows the node a compensation goes back to, and proposes the nearest name", () => {
  expect(problemsOf({ to: "booking" })).toEqual([]);
  expect(problemsOf({ to: "bookin" })).toMatchObject([
    { code: "flow/unknown-savepoint", path: "/nodes/4/config/to", fix: 'Write "booking" instead of "bookin".' },
  ]);
});

it("knows the one node a compensation undoes, and that it can be undone", () => {
  expect(problemsOf({ only: "charge" })).toEqual([]);
  expect(problemsOf({ only: "charg" })).toMatchObject([
    { code: "flow/unknown-savepoint", path: "/nodes/4/config/only", fix: 'Write "charge" instead of "charg".' },
  ]);
  expect(problemsOf({ only: "booking" })).toMatchObject([{ code: "flow/nothing-to-undo", path: "/nodes/4/config/only" }]);
});

it("warns of a number of undos at a time where nothing inside is undone", () => {
  const inside = (definition: string, isUndone: boolean) => {
    const call = { parent: "part", config: { method: "POST", url: "https://example.com" } };
    const document: FlowDocument = {
      omnilink: 1,
      id: "t",
      name: "T",
      nodes: [
        { id: "start", kind: "trigger.manual" },
        { id: "part", kind: "block", config: { undoConcurrency: definition === "one" ? 1 : 5 } },
        definition === "sub-flow"
          ? { id: "a", kind: "subFlow", parent: "part", config: { flow: "x" } }
          : { id: "a", kind: "http", ...call },
        ...(isUndone ? [{ id: "b", kind: "http", ...call }] : []),
      ],
      edges: [{ from: "start", to: "part" }, ...(isUndone ? [{ from: "a", to: "b", kind: "compensation" as const }] : [])],
    };
    return compileFlow(document, nodeDefinitions).problems;
  };
  expect(inside("call", false)).toMatchObject([
    {
      code: "flow/nothing-to-undo",
      severity: "warning",
      message: 'Node "part" undoes 5 steps at a time, and nothing inside it has a compensation.',
      path: "/nodes/1/config/undoConcurrency",
    },
  ]);
  expect([...inside("call", true), ...inside("sub-flow", false), ...inside("one", false)]).toEqual([]);
});
