import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { readMapping } from "../model/read-mapping.ts";
import { pathText } from "./path-text.ts";
import {
  callText,
  conditionText,
  constantText,
  fallbackText,
  groupText,
  joinText,
  lookupText,
  loopText,
  selectionText,
  spreadText,
  switchText,
  templateText,
} from "./write-value.ts";

const input = {
  name: "Ada",
  n: 3,
  kind: "b",
  rates: { EUR: 1.1 },
  lines: [
    { sku: "x", qty: 2, price: 5 },
    { sku: "y", qty: 1, price: 3 },
  ],
  products: [{ code: "x", title: "Screw" }],
};

const valueOf = async (text: string): Promise<unknown> => {
  const value: unknown = await jsonata(text).evaluate({ input: structuredClone(input) });
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
};

describe("texts of values put together by mouse", () => {
  it.each<[string, string, string, unknown]>([
    ["constant", constantText({ a: ['"', null] }), "object", { a: ['"', null] }],
    ["template", templateText([{ text: 'Hi "' }, { value: "input.n + 1" }, { text: "!" }]), "template", 'Hi "4!'],
    ["template of one value", templateText([{ value: "input.n" }]), "function", "3"],
    ["template of nothing", templateText([]), "constant", ""],
    ["function", callText("round", ["input.n / 2", "1"]), "function", 1.5],
    ["lookup", lookupText("input.rates", '"EUR"'), "lookup", 1.1],
    ["fallback", fallbackText("input.none", "??", "input.n > 1 ? 1 : 2"), "fallback", 1],
    [
      "condition",
      conditionText(
        [
          { when: "input.n > 5", then: '"many"' },
          { when: "input.n > 2", then: 'input.n = 3 ? "three" : "some"' },
        ],
        '"few"',
      ),
      "condition",
      "three",
    ],
    ["condition without else", conditionText([{ when: "input.n > 5", then: "1" }]), "condition", undefined],
    [
      "switch",
      switchText(
        "input.kind",
        [
          { value: "a", then: "1" },
          { value: "b", then: "input.n" },
        ],
        "0",
      ),
      "switch",
      3,
    ],
    [
      "loop",
      loopText(
        selectionText({ source: "input.lines", filters: ["qty > 0"], order: [{ by: "price", isDescending: false }] }),
        '{ "s": sku }',
      ),
      "loop",
      [{ s: "y" }, { s: "x" }],
    ],
    ["loop over something computed", loopText("input.lines", "price * qty"), "loop", [10, 3]],
    ["filter", selectionText({ source: "input.lines", filters: ['sku = "x"'] }), "filter", { sku: "x", qty: 2, price: 5 }],
    ["sort", `${selectionText({ source: "input.lines", order: [{ by: "qty", isDescending: true }] })}`, "sort", input.lines],
    ["group", groupText("input.lines", "sku", "$sum(qty)"), "group", { x: 2, y: 1 }],
    [
      "join",
      joinText(
        { source: "input.lines", variable: "l" },
        { source: "input.products", variable: "p" },
        "$p.code = $l.sku",
        '{ "title": $p.title, "qty": $l.qty }',
      ),
      "join",
      [{ title: "Screw", qty: 2 }],
    ],
    ["spread", spreadText(["input.rates", '{ "n": input.n }']), "spread", { EUR: 1.1, n: 3 }],
  ])("reads back as a %s and gives its value", async (_, text, kind, value) => {
    expect(readMapping(text)).toMatchObject({ root: { form: { kind } } });
    expect(await valueOf(text)).toEqual(value);
  });

  it("writes a path as the place needs it", () => {
    const loop = { start: 0, end: 0, names: ["input", "lines"] };
    const here = { at: ["input", "lines"], loops: [loop], variables: new Map() };
    expect(pathText(["input", "lines", "sku"], here)).toBe("sku");
    expect(pathText(["input", "lines"], here)).toBe("$");
    expect(pathText(["input", "name"], here)).toBe("$$.input.name");
    expect(pathText(["input", "name"], { ...here, at: undefined })).toBe("$$.input.name");
    expect(pathText([], { at: [], loops: [], variables: new Map() })).toBe("$");
    expect(pathText(["and", "or else"], { at: [], loops: [], variables: new Map() })).toBe("`and`.`or else`");
  });
});
