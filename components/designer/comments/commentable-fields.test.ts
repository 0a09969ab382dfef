import { describe, expect, it } from "vitest";
import { commentableFields, fieldWords } from "./commentable-fields.ts";

describe("the fields that comments can be about", () => {
  it("are those of the form, by their place in the node, with what lies in groups", () => {
    const fields = new Map(commentableFields({ kind: "http" }).map(({ field, label }) => [field, label]));
    expect(fields.get("name")).toBe("Name");
    expect(fields.has("config/url")).toBe(true);
    expect(fields.get("retry/maxAttempts")).toBe("Retries: Attempts");
    expect([...fields.keys()].every((field) => !/\d/.test(field))).toBe(true);
  });

  it("of an unknown kind are those that every node has", () => {
    expect(commentableFields({ kind: "gone" }).map(({ field }) => field)).toContain("description");
  });

  it("are called by their label, or by their place where the kind has no such field", () => {
    expect(fieldWords({ kind: "http" }, "timeout")).toBe("Time limit of an attempt");
    expect(fieldWords({ kind: "http" }, "config/gone")).toBe("config/gone");
    expect(fieldWords(undefined, "config/url")).toBe("config/url");
  });
});
