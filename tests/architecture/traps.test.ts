import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isMissing, isNamed, namedTests, titlesIn } from "./named-tests.ts";

const FOLDER = "tests/traps";
/** Many files are read. */
const PATIENCE = { timeout: 120_000 };

describe("docs/traps.md", () => {
  const named = namedTests(readFileSync("docs/traps.md", "utf8"));

  it("names tests that exist, by their very titles", PATIENCE, () => {
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(isMissing)).toEqual([]);
  });

  it(`names every test in ${FOLDER}`, PATIENCE, () => {
    const files = readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`);
    const tests = files.flatMap((file) => titlesIn(file).map((test) => ({ file, test })));
    expect(tests.length).toBeGreaterThan(20);
    expect(tests.filter(({ file, test }) => !isNamed(test, file, named))).toEqual([]);
  });

  it.each([
    ["`tests/traps/engine-traps` a skipped approval does not wait", false],
    ["`tests/traps/engine-traps` a skipped approval…", false],
    ["`tests/traps/hostile-expressions` a tail loop; padding", false],
    ["`tests/property/run-invariants` (`checkDeadlines`); benchmarks `chain10`", false],
    ["`tests/traps/engine-traps` a skipped approval", true],
    ["`tests/traps/engine-traps` Traps that other engines fell into…", true],
    ["`tests/traps/engine-traps` a skipped approval does not wait; of which there is none", true],
    ["`tests/traps/gone`", true],
    ["`tests/property/run-invariants` (`checkNothing`)", true],
    ["benchmarks `chain11`", true],
    ["a test of no file", true],
  ])("would be found out, or not, if it said %s", PATIENCE, (cell, isFoundOut) => {
    expect(namedTests(`| A trap | ${cell} |`).some(isMissing)).toBe(isFoundOut);
  });
});
