import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { readFlow } from "../../core/flow/read-flow.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { tryScenarios } from "./try-scenarios.ts";

const orderApproval = readFlow(
  readFileSync(fileURLToPath(new URL("../../../flows/orderApproval/flow.yaml", import.meta.url)), "utf8"),
).document!;

const SMALL = `name: Small
input: { id: A, lines: [{ sku: a, price: 1, qty: 1 }] }
answers: { charge: [{ status: 200, body: { chargeId: c } }], ship: [{ status: 200, body: { shipmentId: s } }] }
expect: { status: completed, output: { total: 1 } }
`;
const ENDLESS = "name: Endless\ninput: {}\nexpect: { status: completed }";

const run = (document: FlowDocument, ...texts: readonly string[]) => {
  const files = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  return tryScenarios(document, { files, others: [] }, nodeDefinitions);
};

describe("scenarios of a draft", () => {
  it("run over it, each with what did not come out as it says", async () => {
    expect(await run(orderApproval, SMALL, "name: Broken")).toMatchObject({
      results: [
        { file: "0.yaml", name: "Small", passed: true, mismatches: [] },
        { file: "1.yaml", passed: false },
      ],
    });
    const price = { expression: '{ "id": input.id, "total": 7 }' };
    const nodes = orderApproval.nodes.map((node) => (node.id === "price" ? { ...node, config: price } : node));
    expect(await run({ ...orderApproval, nodes }, SMALL)).toMatchObject({
      results: [{ passed: false, mismatches: ["output.total is 7 instead of 1"] }],
    });
  });

  it("do not run over a draft with errors, nor where none lie beside the flow", async () => {
    const edges = [...orderApproval.edges, { from: "ship", to: "nowhere" }];
    expect(await run({ ...orderApproval, edges }, SMALL)).toMatchObject({ state: "refused" });
    expect(await run(orderApproval)).toEqual({ state: "none" });
    expect(await tryScenarios(orderApproval, undefined, nodeDefinitions)).toEqual({ state: "none" });
  });

  it("are ended where the draft would go on and on", async () => {
    const { document } = readFlow(`omnilink: 1
id: endless
name: Endless
nodes:
  - { id: start, kind: trigger.manual }
  - { id: turns, kind: loop, config: { while: "true", maxIterations: 100000 } }
  - { id: more, kind: map, parent: turns, config: { expression: "1" } }
edges: [{ from: start, to: turns }]
`);
    expect(await run(document!, ENDLESS)).toMatchObject({
      results: [{ passed: false, mismatches: expect.arrayContaining([expect.stringContaining("was ended after")]) as string[] }],
    });
  });
});
