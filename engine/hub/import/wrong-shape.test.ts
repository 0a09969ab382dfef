import { expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { importFlow } from "./imported-flow.ts";

const n8n = (type: string, parameters: JsonObject): JsonObject => ({
  nodes: [{ name: "Step", type: `n8n-nodes-base.${type}`, typeVersion: 1, position: [0, 0], parameters }],
  connections: {},
});
const ows = (task: JsonObject, more: JsonObject = {}): JsonObject => ({
  document: { dsl: "1.0.0", name: "x" },
  ...more,
  do: [{ step: task }],
});
const jira = { resource: "issue", operation: "create" };

async function notesOf(file: JsonObject): Promise<string> {
  const result = await importFlow(JSON.stringify(file));
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.elements.map(({ note }) => note ?? "").join(" ");
}

const cases: readonly (readonly [what: string, file: JsonObject, path: string])[] = [
  ["fields of a service", n8n("jira", { ...jira, additionalFields: "urgent" }), "parameters.additionalFields is a text"],
  [
    "what is renamed",
    n8n("renameKeys", { keys: { key: [{}] }, additionalOptions: [] }),
    "parameters.additionalOptions is a list",
  ],
  [
    "fields for another workflow",
    n8n("executeWorkflow", { workflowId: "w", workflowInputs: { value: 7 } }),
    "parameters.workflowInputs.value is a number",
  ],
  ["the cases of a switch", ows({ switch: [{ a: { when: "${ .a }" } }, "b"] }), "switch/1 is a text"],
  ["a duration", ows({ wait: true }), "duration is a truth value"],
];

it.each(cases)("%s of the wrong form are told with their place", async (_what, file, path) => {
  expect(await notesOf(file)).toContain(`Its ${path} and not an object: mend it in the file, and import it again.`);
});

it.each<[string, JsonValue]>([
  ["a text", "x"],
  ["a list", [1]],
  ["a list of a section", { timeouts: [1] }],
])("named parts that are %s hold no names", async (_what, use) => {
  const call = { call: "http", with: { method: "get", endpoint: "https://a.example" }, timeout: "short" };
  expect(await importFlow(JSON.stringify(ows(call, { use })))).toMatchObject({ ok: true });
});
