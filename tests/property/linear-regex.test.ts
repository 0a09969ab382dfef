import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinearRegex } from "#engine/core/expression/regex/linear-regex.ts";

/** More is better now and then: REGEX_RUNS=200000 FAST_CHECK_SEED=7 npx vitest run tests/property/linear-regex */
const runs = Number(process.env["REGEX_RUNS"] ?? 5_000);

const character = fc.constantFrom(..."aAbBkKsSſKéÉßıİμµ019_ -.,\t\n\r\u2028\u00a0\ufeff😀\ud83d\u{1F601}\0\u001b{}".split(""));
const text = fc.string({ unit: character, maxLength: 12 });

const atom = fc.constantFrom(
  ..."a b k K s S é ß µ 1 _ - , . \\. \\d \\D \\s \\S \\w \\W \\b \\B ^ $ [ab] [^ab] [a-z] [A-Z] [^] [] [\\w-] [\\s\\S]".split(
    " ",
  ),
  ..."[k-s] [^k] [\\d-x] [\\b] [-a] [a-] \\n \\r \\t \\0 \\x41 \\u0041 \\u00e9 \\x4 \\u \\a \\z \\A \\Q \\p \\cJ \\- 😀 [😀] { } ] {, {,2}".split(
    " ",
  ),
  " ",
  "\\/",
  "[^\\n]",
  "[.]",
  "[\\]\\\\]",
);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?", "{2,}");

const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
    fc.array(tie("part"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("|")),
  ),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([of, times]) => of + times),
    fc
      .tuple(fc.constantFrom("(", "(", "(?:", "(?<n>"), tie("pattern"), quantifier)
      .map(([open, of, times]) => `${open}${of})${times}`),
  ),
}));

function nativeOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

function linearOf(native: RegExp): LinearRegex | undefined {
  try {
    return new LinearRegex(native);
  } catch {
    return undefined;
  }
}

interface Engine {
  lastIndex: number;
  exec(text: string): RegExpExecArray | null;
}

function allMatches(regex: Engine, searched: string): unknown[] {
  const found: unknown[] = [];
  for (let match = regex.exec(searched); match !== null && found.length < 30; match = regex.exec(searched)) {
    found.push({ groups: [...match], index: match.index, lastIndex: regex.lastIndex });
    if (match[0] === "") regex.lastIndex++;
  }
  return found;
}

describe("linear regular expressions", () => {
  it("find what the platform's engine finds, with every group, or are refused", () => {
    const seen = { compared: 0, matched: 0, refused: 0 };
    const flags = fc.constantFrom("g", "gi", "gm", "gim");
    const property = fc.property(pattern, flags, fc.array(text, { minLength: 3, maxLength: 3 }), (source, given, texts) => {
      const native = nativeOf(source, given);
      if (native === undefined) return;
      const linear = linearOf(native);
      if (linear === undefined) {
        seen.refused++;
        return;
      }
      seen.compared++;
      for (const searched of texts) {
        const expected = allMatches(native, searched);
        if (expected.length > 0) seen.matched++;
        expect(allMatches(linear, searched), `${native} in ${JSON.stringify(searched)}`).toEqual(expected);
      }
    });
    fc.assert(property, { numRuns: runs });
    if (process.env["REGEX_RUNS"] !== undefined) process.stdout.write(`${JSON.stringify(seen)}\n`);
    expect(seen.matched).toBeGreaterThan(runs / 4);
  }, 600_000);
});
