import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTypedSearch, suggestSearches, unknownText, withTypedSearch } from "./typed-search.ts";

const names = ["customer", "order"];

describe("what is typed into the search of runs", () => {
  it("filters by declared names and tags, and looks for the rest as text", () => {
    expect(readTypedSearch('order:A-17 PEN tag:odd customer:"ACME Ltd" tag:"to look at"', names)).toEqual({
      searchFields: { order: "A-17", customer: "ACME Ltd" },
      tags: ["odd", "to look at"],
      text: "PEN",
      unknown: [],
    });
    expect(readTypedSearch("order:a:b*", names).searchFields).toEqual({ order: "a:b*" });
  });

  it("leaves names alone that nobody declares, and says which", () => {
    const typed = readTypedSearch("oder:A-17 https://a toString:1 12:30", names);
    expect(typed).toEqual({
      searchFields: {},
      tags: [],
      text: "oder:A-17 https://a toString:1 12:30",
      unknown: ["oder", "https", "toString"],
    });
    expect(unknownText(["oder"])).toBe("“oder” is no search field, so it was looked for as text.");
    expect(unknownText(["a", "b"])).toBe("“a”, “b” are no search fields, so it was looked for as text.");
  });

  it("says nothing yet of a name without a value", () => {
    expect(readTypedSearch('order: tag: customer:""', names)).toMatchObject({ searchFields: {}, tags: [], text: "" });
  });

  it("takes a declared field called tag for the field", () => {
    expect(readTypedSearch("tag:x", ["tag"])).toMatchObject({ searchFields: { tag: "x" }, tags: [] });
  });

  it("is a filter as if it had been chosen in the menu", () => {
    const chosen = { flowId: "orders", searchFields: { order: "A-1", country: "DE" }, tags: ["odd"] };
    expect(withTypedSearch({ ...chosen, text: "order:A-17 tag:odd tag:late" }, names)).toEqual({
      flowId: "orders",
      searchFields: { order: "A-17", country: "DE" },
      tags: ["odd", "late"],
    });
    expect(withTypedSearch({ text: "order:" }, names)).toEqual({});
    expect(withTypedSearch({ text: "A-17" }, names)).toEqual({ text: "A-17" });
  });

  it("is plain text as before where it names nothing", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const typed = readTypedSearch(text, []);
        fc.pre(!/tag:/.test(text));
        expect(typed.text.replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
      }),
    );
  });

  it("is completed with known names, and with tags", () => {
    expect(suggestSearches("o", names, [])).toEqual(["order:"]);
    expect(suggestSearches("PEN t", names, [])).toEqual(["PEN tag:"]);
    expect(suggestSearches("", names, [])).toEqual([]);
    expect(suggestSearches("order:A", names, [])).toEqual([]);
    const tags = ["odd", "on hold", "late"];
    expect(suggestSearches("PEN tag:o", names, tags)).toEqual(["PEN tag:odd", 'PEN tag:"on hold"']);
    expect(suggestSearches('tag:"on h', names, tags)).toEqual(['tag:"on hold"']);
    expect(suggestSearches("tag:odd", names, tags)).toEqual([]);
  });

  it("is read in the end whatever was chosen of what is offered", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^"\s][^"]*[^"\s]$/), { minLength: 1 }), (tags) => {
        for (const offered of suggestSearches("tag:", names, tags)) {
          const [tag = ""] = readTypedSearch(offered, names).tags;
          expect(tags).toContain(tag);
        }
      }),
    );
  });
});
