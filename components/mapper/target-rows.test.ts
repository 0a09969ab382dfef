import { describe, expect, it } from "vitest";
import { readMapping } from "#engine/core/mapping/model/read-mapping.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { mappingWires } from "./mapping-wires.ts";
import { fieldAtOffset, madeFields, openedByText, requiredCoverage, targetRows } from "./target-rows.ts";

const ticket = openSchemaTree({
  type: "object",
  required: ["title", "labels", "reporter"],
  properties: {
    title: { type: "string" },
    priority: { type: "integer" },
    reporter: { type: "object", required: ["name", "mail"], properties: { name: { type: "string" }, mail: { type: "string" } } },
    labels: {
      type: "array",
      items: { type: "object", required: ["text"], properties: { text: { type: "string" }, color: { type: "string" } } },
    },
  },
});

function rows(text: string, tree: typeof ticket | null = ticket): string[] {
  const made = madeFields(readMapping(text));
  const open = new Set(["/reporter", "/labels", ...openedByText(made)]);
  return targetRows(tree ?? undefined, made, open)
    .slice(1)
    .map(({ key, state, isMissing, isExtra }) => `${key} ${state}${isMissing ? " missing" : ""}${isExtra ? " extra" : ""}`);
}

describe("the target tree", () => {
  it("shows what the schema wants and what the text makes, in the order of the schema", () => {
    expect(rows('{ "labels": input.tags.{ "text": name }, "title": input.t, "more": 1 }')).toEqual([
      "/title mapped",
      "/priority open",
      "/reporter open missing",
      "/reporter/name open missing",
      "/reporter/mail open missing",
      "/labels mapped",
      "/labels/text mapped",
      "/labels/color open",
      "/more mapped extra",
    ]);
  });

  it("counts what comes along with a field that is filled as a whole", () => {
    expect(rows('{ "reporter": input.user }')).toContain("/reporter/name covered");
    expect(rows("input.ticket")).toContain("/title covered");
  });

  it("comes from the text alone when there is no schema", () => {
    expect(rows('( $x := 1; { "a": { "b": $x }, "c": [1, 2] } )', null)).toEqual(["/a mapped", "/a/b mapped", "/c mapped"]);
  });

  it("shows fields of every branch once", () => {
    const made = madeFields(readMapping('input.a ? { "title": 1 } : { "title": input.b }'));
    expect(made.get("/title")).toHaveLength(2);
  });

  it("stays whole for a text that is no expression", () => {
    expect(rows("{ nonsense")).toContain("/title covered");
  });
});

it("counts required fields of what is made, and no others", () => {
  const coverage = (text: string) => requiredCoverage(ticket, madeFields(readMapping(text)));
  expect(coverage("{ }")).toEqual({ required: 3, missing: ["/title", "/reporter", "/labels"] });
  expect(coverage('{ "title": 1, "labels": [], "reporter": { "name": 1 } }')).toEqual({
    required: 5,
    missing: ["/reporter/mail"],
  });
});

it("draws a line for every operand, and for what filters and variables read", () => {
  const text =
    '( $vip := input.customer.vip; { "title": input.a & input.b, "labels": input.tags[active].{ "text": $vip ? name : "-" } } )';
  expect(
    mappingWires(readMapping(text), openSchemaTree({}))
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(
    [
      "/input/a>/title",
      "/input/b>/title",
      "/input/customer/vip>",
      "/input/customer/vip>/labels/text",
      "/input/tags>/labels",
      "/input/tags/active>/labels",
      "/input/tags/name>/labels/text",
    ].toSorted(),
  );
});

it("finds the field that the cursor is in", () => {
  const text = '{ "a": { "b": input.x }, "c": 1 }';
  expect(fieldAtOffset(readMapping(text), text.indexOf("input.x") + 3).id).toBe("/a/b");
  expect(fieldAtOffset(readMapping(text), text.indexOf('"c"') + 1).id).toBe("/c");
  expect(fieldAtOffset(readMapping(text), 0).id).toBe("");
});

it("tells lines whose source is not there, and no others", () => {
  const source = openSchemaTree({ properties: { input: { properties: { id: {}, open: {} } }, vars: {} } });
  const broken = (text: string) => mappingWires(readMapping(text), source).map(({ isBroken }) => isBroken);
  expect(broken('{ "a": input.id, "b": input.gone, "c": input.open.any, "d": vars.any }')).toEqual([false, true, false, false]);
});
