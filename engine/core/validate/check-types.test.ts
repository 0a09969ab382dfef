import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "../flow/flow-document.ts";
import { readFlow } from "../flow/read-flow.ts";
import { loadFlowFolder } from "../../hub/flow-folder/load-flow-folder.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { certainTypeProblems, checkTypes } from "./check-types.ts";

const flows = new URL("../../../flows/", import.meta.url);
const check = (document: FlowDocument) => checkTypes({ document }, nodeDefinitions);

const withExpression = (expression: string): FlowDocument => ({
  omnilink: 1,
  id: "test",
  name: "Test",
  input: { type: "object", required: ["id"], properties: { id: { type: "string" }, total: { type: "number" } } },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "first", kind: "map", config: { expression } },
    { id: "later", kind: "map", config: { expression: "1" } },
  ],
  edges: [
    { from: "start", to: "first" },
    { from: "first", to: "later" },
  ],
});

describe("checkTypes", () => {
  it.each([
    ["input.idd", "expression/unknown-path"],
    ["$sum(input.id)", "expression/wrong-type"],
    ["steps.later", "expression/unknown-path"],
  ])("warns of %s", (expression, code) => {
    expect(check(withExpression(expression))).toMatchObject([
      { code, severity: "warning", nodeId: "first", path: "/nodes/1/config/expression" },
    ]);
  });

  it("has an error where a mapping certainly refuses what it is applied to, and none where some data may fit", () => {
    const mappings = { "net@1": { expression: "input.a", input: { type: "object", required: ["a"] } } };
    const certain = (expression: string) =>
      certainTypeProblems({ ...withExpression(expression), mappings } as FlowDocument, nodeDefinitions);
    expect(certain('$useMapping("net@1", input.id)')).toMatchObject([
      {
        ...{ code: "expression/wrong-type", severity: "error", nodeId: "first", path: "/nodes/1/config/expression" },
        message: 'Node "first": "expression" at `input.id`: The mapping net@1 needs an object and gets text.',
        fix: "Apply the mapping to a value that fits its input schema, or use a version of it that takes this one.",
      },
    ]);
    expect(certain('$useMapping("net@1", input.total)')).toEqual([]);
    expect(certain('$useMapping("net@1", input)')).toEqual([]);
  });

  it.each(["input.id", "input.total + 1", "steps.start.id", "steps.nobody.x", "run.id", "vars.any", "$$.input"])(
    "has nothing against %s",
    (expression) => {
      expect(check(withExpression(expression)).filter(({ code }) => code === "expression/wrong-type")).toEqual([]);
      if (!expression.startsWith("vars")) expect(check(withExpression(expression))).toEqual([]);
    },
  );

  it.each(readdirSync(flows).filter((name) => !name.includes(".")))("has nothing against the example %s", async (name) => {
    const loaded = await loadFlowFolder(fileURLToPath(new URL(name, flows)));
    const { document } = readFlow(loaded.ok ? loaded.folder.source : "");
    expect(check(document!).map(({ message }) => message)).toEqual([]);
  });
});
