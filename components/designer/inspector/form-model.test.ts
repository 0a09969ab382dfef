import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { loadFlowFolder } from "#engine/hub/flow-folder/load-flow-folder.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { fits } from "./field-value.ts";
import type { FieldModel } from "./form-model.ts";
import {
  nameFields,
  noteFields,
  configFields,
  failureFields,
  flowAboutFields,
  flowContractFields,
  flowLimitFields,
  flowWorthFields,
  undoFields,
} from "./node-forms.ts";

const root = new URL("../../../", import.meta.url);
const fieldsOf = (kind: string) => configFields(nodeDefinitions.get(kind)!);
const field = (kind: string, ...path: readonly string[]): FieldModel => {
  let fields = fieldsOf(kind);
  let found: FieldModel | undefined;
  for (const name of path) {
    found = name === "*" ? found?.item : fields.find((each) => each.name === name);
    fields = found?.members ?? [];
  }
  return found!;
};

/** Every field with its path, members and items included. */
const allOf = (fields: readonly FieldModel[], at = ""): [string, FieldModel][] =>
  fields.flatMap((each) => {
    const path = at === "" ? each.name : `${at}.${each.name}`;
    return [[path, each] as [string, FieldModel], ...allOf([...each.members, ...(each.item ? [each.item] : [])], path)];
  });

const ANY_JSON = new Set(["original", "details", "initial", "data", "body", "output", "input"]);

describe.each([...nodeDefinitions.keys()])("the form of %s", (kind) => {
  it("has a control for every field of the config; JSON is written only where any data may stand", () => {
    const raw = allOf(fieldsOf(kind)).filter(([, { widget }]) => widget === "json");
    expect(raw.map(([path]) => path).filter((path) => !ANY_JSON.has(path))).toEqual([]);
  });

  it("gives every list and every record a control for what is in it, and every select its words", () => {
    for (const [path, each] of allOf(fieldsOf(kind))) {
      if (each.widget === "list" || each.widget === "pairs") expect(each.item, path).toBeDefined();
      if (each.widget === "cases") expect(each.item?.members.length, path).toBeGreaterThan(0);
      if (each.widget === "group") expect(each.members.length, path).toBeGreaterThan(0);
      if (each.widget === "select") expect(each.options.length, path).toBeGreaterThan(0);
      expect(each.form.label, path).toMatch(/^[A-Z]/);
    }
  });
});

describe("what flows hold", () => {
  const folders = readdirSync(new URL("flows", root)).filter((name) => !name.includes("."));
  const texts = [
    ...folders.map((name) => `flows/${name}/flow.yaml`),
    ...[...nodeDefinitions.keys()].map((kind) => `engine/nodes/${kind.replaceAll(".", "-")}/example.yaml`),
  ];

  it.each(texts)("can be shown and edited field by field: %s", async (path) => {
    const loaded = await loadFlowFolder(fileURLToPath(new URL(path, root)));
    const { document } = readFlow(loaded.ok ? loaded.folder.source : "");
    for (const node of document!.nodes) {
      const config = (node.config ?? {}) as JsonObject;
      for (const each of fieldsOf(node.kind)) expect(misfits(each, config[each.name]), `${node.id}.${each.name}`).toEqual([]);
    }
  });
});

/** Fields whose control cannot show their value. */
function misfits(each: FieldModel, value: JsonValue | undefined): string[] {
  if (value === undefined || (each.expression !== "never" && typeof value === "string" && value.startsWith("="))) return [];
  if (!fits(each, value)) return [`${each.name} (${each.widget}): ${JSON.stringify(value)}`];
  const inside = isJsonObject(value) ? each.members.flatMap((member) => misfits(member, value[member.name])) : [];
  const items =
    each.item === undefined
      ? []
      : Array.isArray(value)
        ? (value as JsonValue[])
        : Object.values(isJsonObject(value) ? value : {});
  return [...inside, ...items.flatMap((item) => misfits(each.item!, item))];
}

describe("readFields", () => {
  it("reads limits, defaults, words and expressions off the schema", () => {
    expect(field("forEach", "concurrency")).toMatchObject({
      widget: "number",
      fallback: 10,
      number: { whole: true, min: 1, max: 200 },
    });
    expect(field("forEach", "items")).toMatchObject({ widget: "expression", expression: "always", required: true });
    expect(field("http", "url")).toMatchObject({ widget: "text", expression: "template", required: true });
    expect(field("http", "connection")).toMatchObject({ expression: "never", required: false });
    expect(field("approval", "onTimeout").options).toContainEqual({ value: "reject", label: "Reject" });
    expect(field("branch", "cases", "*", "when")).toMatchObject({ expression: "always" });
    expect(field("assign", "values", "*")).toMatchObject({ widget: "expression", expression: "always" });
    expect(field("http", "query", "*")).toMatchObject({ widget: "text", expression: "template" });
    expect(field("respond", "status")).toMatchObject({ widget: "number", expression: "template" });
    expect(field("http", "expect", "status", "*")).toMatchObject({ widget: "text" });
    expect(field("approval", "risk", "factors", "*")).toMatchObject({ widget: "group", form: { label: "Factor" } });
    expect(field("approval", "risk", "factors", "*", "applies")).toMatchObject({ widget: "switch", expression: "template" });
    expect(field("notify", "to")).toMatchObject({ widget: "list", expression: "template" });
  });

  it("covers what every node, edge and flow has", () => {
    expect([...nameFields, ...noteFields].map(({ name }) => name)).toEqual(["name", "description"]);
    const failurePaths = allOf(failureFields).map(([path]) => path);
    expect(failurePaths).toEqual(expect.arrayContaining(["retry.on.*", "timeout", "heartbeat", "deadline", "pivot"]));
    expect(undoFields).toHaveLength(1);
    expect(flowAboutFields).toHaveLength(2);
    expect(flowContractFields.map(({ widget }) => widget)).toEqual(["schema", "pairs"]);
    expect(flowWorthFields[0]?.members.map(({ widget }) => widget)).toEqual(["text", "expression", "number"]);
    const limits = allOf(flowLimitFields);
    expect(limits.find(([path]) => path === "limits.throttle.key")?.[1]).toMatchObject({
      expression: "always",
      widget: "expression",
    });
    expect(limits.filter(([, { widget }]) => widget === "json")).toEqual([]);
  });
});
