import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { readField } from "./form-field.ts";
import { answerOf, firstValue, localDateTime, momentOf } from "./form-values.ts";

const fieldOf = (root: JsonObject) => readField(root, root, { name: "answer", required: true, depth: 0 });
const answer = (root: JsonObject, value: JsonValue) => answerOf(root, fieldOf(root), value);
const widgetOf = (schema: JsonObject) =>
  fieldOf({ properties: { x: schema } }) && readField(schema, schema, { name: "x", required: true, depth: 1 }).widget;

describe("readField", () => {
  it.each([
    [{ type: "string" }, { type: "text", input: "text" }],
    [
      { type: "string", format: "email" },
      { type: "text", input: "email" },
    ],
    [
      { type: "string", format: "date-time" },
      { type: "text", input: "dateTime" },
    ],
    [{ type: "string", maxLength: 1_000 }, { type: "multiline" }],
    [{ type: ["integer", "null"] }, { type: "number", whole: true }],
    [{ type: "boolean" }, { type: "yesNo" }],
    [
      { enum: ["a", 2] },
      {
        type: "choice",
        options: [
          { value: "a", label: "a" },
          { value: 2, label: "2" },
        ],
      },
    ],
    [{ oneOf: [{ const: 1, title: "One" }] }, { type: "choice", options: [{ value: 1, label: "One" }] }],
    [
      { type: "array", items: { enum: ["a"] } },
      { type: "choices", options: [{ value: "a", label: "a" }] },
    ],
    [
      { type: "array", items: { type: "string" } },
      { type: "list", item: { type: "string" } },
    ],
    [{ anyOf: [{ type: "string" }, { type: "number" }] }, { type: "json" }],
    [{ type: "object" }, { type: "json" }],
  ] as [JsonObject, object][])("fills in %j with its own widget", (schema, widget) => {
    expect(widgetOf(schema)).toEqual(widget);
  });

  it("follows references, and ends where a schema contains itself", () => {
    const root: JsonObject = { type: "object", properties: { next: { $ref: "#", title: "Next" } } };
    const next = readField(root, { $ref: "#", title: "Next" }, { name: "next", required: false, depth: 1 });
    expect(next).toMatchObject({ label: "Next", widget: { type: "group" } });
    expect(readField(root, { $ref: "#" }, { name: "next", required: false, depth: 7 }).widget).toEqual({ type: "json" });
    expect(readField({ $ref: "#" }, { $ref: "#" }, { name: "x", required: true, depth: 0 }).widget).toEqual({ type: "json" });
  });

  it("names a field by its title, else by its key, and says its range", () => {
    const field = readField(
      {},
      { type: "number", minimum: 0, maximum: 5, description: "Stars" },
      { name: "hotelRating", required: true, depth: 1 },
    );
    expect(field).toMatchObject({ label: "Hotel rating", help: "Stars · 0 to 5" });
  });
});

describe("firstValue", () => {
  it("begins with what it was given, else with the defaults of the schema", () => {
    const root: JsonObject = {
      type: "object",
      properties: {
        decision: { default: "pay", enum: ["pay", "refuse"] },
        amount: { type: "number", default: 1 },
        address: { type: "object", properties: { country: { type: "string", default: "PT" }, city: { type: "string" } } },
      },
    };
    expect(firstValue(root, fieldOf(root), { amount: 9 })).toEqual({ decision: "pay", amount: 9, address: { country: "PT" } });
  });
});

describe("answerOf", () => {
  const root: JsonObject = {
    type: "object",
    required: ["name", "agreed", "tags"],
    properties: {
      name: { type: "string" },
      agreed: { type: "boolean" },
      tags: { type: "array", items: { type: "string" } },
      more: { type: "array", items: { type: "string" } },
      address: { type: "object", required: ["city"], properties: { city: { type: "string" }, abroad: { type: "boolean" } } },
    },
  };

  it("leaves out what was left empty, and says no where yes was not said", () => {
    expect(answer(root, { name: "", tags: ["", "a"], more: [""], address: { city: "", abroad: false } })).toEqual({
      agreed: false,
      tags: ["a"],
    });
  });

  it("keeps what was typed, right or wrong", () => {
    const value = { name: "Ana", agreed: true, tags: [], address: { city: "Faro" } };
    expect(answer(root, value)).toEqual(value);
    expect(answer({ type: "number" }, "twelve")).toBe("twelve");
  });
});

describe("date and time", () => {
  it("is shown on this person's clock and sent as a moment", () => {
    const iso = "2027-01-31T09:30:00.000Z";
    expect(momentOf(localDateTime(iso))).toBe(iso);
    expect([localDateTime("soon"), localDateTime(undefined), momentOf("")]).toEqual(["", "", undefined]);
  });
});
