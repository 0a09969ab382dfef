import { describe, expect, it } from "vitest";
import type { JsonObject } from "#engine/core/json.ts";
import { checkSchema } from "#engine/core/schema/check-schema.ts";
import { openForm, readForm } from "./version-form.ts";

describe("the form of a version", () => {
  it("begins a new version with the text and the schemas of the newest", () => {
    const newest = {
      version: 2,
      expression: "input.id",
      input: { type: "object" },
      result: {},
      author: "Ada",
      createdAt: "2026-01-01T00:00:00Z",
    };
    const form = openForm({ name: "id", description: undefined, newest });
    expect(form).toMatchObject({ name: "id", expression: "input.id", output: "", note: "" });
    expect(readForm(form, 2)).toEqual({
      ok: true,
      version: { name: "id", description: "", expression: "input.id", after: 2, input: { type: "object" } },
    });
  });

  it("begins with a sample that the newest version takes", () => {
    const input = { type: "object", required: ["price"], properties: { price: { type: "number" } } };
    const newest = { version: 1, expression: "input.price", input, result: {}, author: "Ada", createdAt: "2026-01-01T00:00:00Z" };
    const { sample } = openForm({ name: "net", description: undefined, newest });
    expect(checkSchema(input, {}, JSON.parse(sample) as JsonObject)).toEqual([]);
  });

  it("says what is missing before anything is sent", () => {
    const form = openForm(undefined);
    expect(readForm(form, 0)).toMatchObject({ ok: false, message: "Give the mapping a name, such as orderTotal." });
    expect(readForm({ ...form, name: "a", input: "{" }, 0)).toMatchObject({ ok: false });
    expect(readForm({ ...form, name: "a", output: "[]" }, 0)).toMatchObject({ ok: false });
  });
});
