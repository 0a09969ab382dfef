import { expect, it } from "vitest";
import { compileFlow } from "../../compile/compile-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

it("knows the node a compensation goes back to, and proposes the nearest name", () => {
  const problemsOf = (to: string) =>
    compileFlow(
      {
        omnilink: 1,
        id: "t",
        name: "T",
        nodes: [
          { id: "start", kind: "trigger.manual" },
          { id: "booking", kind: "map", config: { expression: "1" } },
          { id: "back", kind: "compensate", config: { to } },
        ],
        edges: [
          { from: "start", to: "booking" },
          { from: "booking", to: "back" },
        ],
      },
      nodeDefinitions,
    ).problems;
  expect(problemsOf("booking")).toEqual([]);
  expect(problemsOf("bookin")).toMatchObject([{ code: "flow/unknown-savepoint", fix: 'Write "booking" instead of "bookin".' }]);
});
