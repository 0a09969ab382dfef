import { expect, it } from "vitest";
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
