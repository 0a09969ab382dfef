import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import { LinearRegex } from "./linear-regex.ts";

function allMatches(regex: { lastIndex: number; exec(text: string): RegExpExecArray | null }, text: string): unknown[] {
  const found: unknown[] = [];
  for (let match = regex.exec(text); match !== null && found.length < 100; match = regex.exec(text)) {
    found.push({ groups: [...match], index: match.index, lastIndex: regex.lastIndex });
    if (match[0] === "") regex.lastIndex++;
  }
  return found;
}

describe("LinearRegex", () => {
  it.each<[RegExp, string]>([
    [/a/g, "banana"],
    [/[a-c]+/gi, "xABCabcx cab"],
    [/(\d{4})-(\d{2})(?:-(\d{2}))?/g, "2024-05 and 2025-11-30"],
    [/^\w+/gm, "one two\nthree four"],
    [/\s+/g, " a  b\tc\n"],
    [/x*/g, "axxb"],
    [/(a)|(b)/g, "abab"],
    [/é|ü/g, "café über"],
    [/\$\{(.*?)\}/g, "a ${b} c ${d}"],
    [/[^,]+/g, "a,b,,c"],
    [/\u00e9+/g, "éé e"],
    [/end$/g, "the end"],
    [/\bword\b/g, "word sword word"],
    [/a.c/gs, "a\nc abc"],
    [/nothing/g, "else"],
    [/./g, "a😀\r\u2028b"],
    [/[^a]/g, "a😀"],
    [/😀+/g, "x😀😀"],
    [/\s/g, "a\u00a0b\ufeffc\vd"],
    [/^.*$/gm, "one\r\ntwo\u2028three"],
    [/[ks]/gi, "kKsS\u212a\u017f"],
    [/É/gi, "éÉ"],
    [new RegExp("\\a\\z\\Q\\p", "g"), "azQp"],
    [new RegExp("a{,2}{", "g"), "a{,2}{"],
    [/[\d-x]+/g, "1-x2y"],
    [/(?<year>\d+)-/g, "2024-"],
    [/(a)|b/g, "ab"],
  ])("finds with %s in %j what the platform's engine finds", (native, text) => {
    expect(allMatches(new LinearRegex(native), text)).toEqual(allMatches(new RegExp(native), text));
  });

  it("starts over from the beginning without the g flag", () => {
    const regex = new LinearRegex("a");
    expect(regex.exec("ba")?.index).toBe(1);
    expect(regex.exec("ba")?.index).toBe(1);
    expect(regex.lastIndex).toBe(0);
  });

  it("matches only at lastIndex with the y flag", () => {
    const regex = new LinearRegex("b", "y");
    expect(regex.exec("ab")).toBeNull();
    regex.lastIndex = 1;
    expect(regex.exec("ab")?.index).toBe(1);
  });

  it("finds nothing behind the end and resets lastIndex", () => {
    const regex = new LinearRegex(/a/g);
    regex.lastIndex = 10;
    expect(regex.exec("aaa")).toBeNull();
    expect(regex.lastIndex).toBe(0);
  });

  it("tests like RegExp", () => {
    expect(new LinearRegex("^a+$", "i").test("AAA")).toBe(true);
    expect(new LinearRegex("^a+$").test("AAA")).toBe(false);
  });

  it.each(["^(a+)+$", "^(a|a)*$", "^(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])(
    "ends quickly with %s on a hostile text",
    (pattern) => {
      const look = () => expect(new LinearRegex(pattern).test(`${"a".repeat(19)}${"b".repeat(2_000)}!`)).toBe(false);
      expect(threadMs(look)).toBeLessThan(1_000);
    },
  );

  it("reads with the u flag what JSON Schema means", () => {
    expect(new LinearRegex("^.$", "u").test("😀")).toBe(true);
    expect(new LinearRegex("^\\p{Lu}$", "u").test("É")).toBe(true);
  });

  it.each(["(?:(a)|b)*", "(a*)*", "(?:|a)+"])("refuses %s, whose groups the two engines would tell apart", (pattern) => {
    expect(() => new LinearRegex(pattern)).toThrow(/cannot be matched in linear time/);
  });

  it.each(["(?=a)b", "(?<!a)b", "(a)\\1"])("refuses %s, which takes more than linear time", (pattern) => {
    expect(() => new LinearRegex(pattern)).toThrow(/cannot be matched in linear time/);
  });
});
