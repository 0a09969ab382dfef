import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "../../../nodes/definitions.ts";
import { readFlow } from "../../flow/read-flow.ts";
import { flowTypesText } from "./flow-types.ts";

const typesOf = (yaml: string): string => {
  const { document, problems } = readFlow(yaml);
  if (!document) throw new Error(JSON.stringify(problems));
  return flowTypesText(document, nodeDefinitions);
};

describe("types of a flow", () => {
  it("say what a run takes and gives, and what each node gives", () => {
    const text = typesOf(readFileSync("flows/orderApproval/flow.yaml", "utf8"));
    expect(text).toContain("export type Input = Order;");
    expect(text).toContain("readonly qty: number");
    expect(text).toMatch(/export type Output = .*"shipped".* \| .*"declined"/);
    expect(text).toContain('readonly approve: { readonly decision: "approved" | "rejected"');
    expect(text).toContain("readonly charge: unknown;");
  });

  it("name the data of emitted events, and what may be missing", () => {
    const text = typesOf(`omnilink: 1
id: told
name: Told */ alert()
input: { type: object, required: [id], properties: { id: { type: string }, note: { type: string } } }
nodes:
  - { id: start, kind: trigger.manual }
  - { id: tell, kind: emit, config: { type: order.told, data: { id: =input.id, note: =input.note, at: 1 } } }
edges:
  - { from: start, to: tell }
`);
    expect(text).toContain('readonly "order.told": { readonly id: string; readonly note?: string; readonly at: number };');
    expect(text).not.toContain("Told */");
  });
});
