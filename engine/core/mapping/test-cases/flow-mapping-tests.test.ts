import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { compileFlow } from "../../compile/compile-flow.ts";
import type { FlowDocument } from "../../flow/flow-document.ts";
import { readFlow } from "../../flow/read-flow.ts";
import { writeFlow } from "../../flow/write-flow.ts";
import { mappingTestProblems, runFlowMappingTests } from "./flow-mapping-tests.ts";

const flow = (expected: string, kind = "map", config = "{ expression: '{ \"total\": input.price * 2 }' }"): FlowDocument => {
  const { document, problems } = readFlow(`
omnilink: 1
id: priced
name: Priced
nodes:
  - { id: start, kind: trigger.manual }
  - id: price
    kind: ${kind}
    name: Price
    config: ${config}
    tests:
      - { name: a pair, given: { input: { price: 2 } }, expected: ${expected} }
edges: [{ from: start, to: price }]
`);
  if (document === undefined) throw new Error(JSON.stringify(problems));
  return document;
};

describe("tests beside a mapping", () => {
  it("say nothing when they pass, and which field is wrong when they do not", async () => {
    expect(await mappingTestProblems(flow("{ total: 4 }"))).toEqual([]);
    expect(await mappingTestProblems(flow("{ total: 5 }"))).toEqual([
      {
        code: "mapping/test-failed",
        severity: "error",
        message: 'Node "Price" (price): test "a pair" does not pass: /total must be 5, got 4.',
        fix: "Mend the mapping, or what the test expects.",
        path: "/nodes/1/tests/0",
        nodeId: "price",
      },
    ]);
  });

  it("measure the fields they have seen", async () => {
    expect((await runFlowMappingTests(flow("{ total: 4 }")))[0]?.report.coverage.percent).toBe(100);
  });

  it("belong to mappings only, and are no part of the plan", () => {
    const misplaced = flow("1", "wait", "{ duration: P1D }");
    expect(compileFlow(misplaced, nodeDefinitions).problems).toMatchObject([
      { code: "mapping/misplaced-tests", path: "/nodes/1/tests" },
    ]);
    expect(JSON.stringify(compileFlow(flow("1"), nodeDefinitions).plan)).not.toContain("a pair");
  });

  it("are written back with the flow", () => {
    const document = flow("{ total: 4 }");
    expect(readFlow(writeFlow(document)).document?.nodes[1]?.tests).toEqual(document.nodes[1]?.tests);
  });

  it("run data that look like expressions as data", async () => {
    expect(await mappingTestProblems(flow('"=1"', "map", '{ expression: \'"=" & "1"\' }'))).toEqual([]);
  });
});
