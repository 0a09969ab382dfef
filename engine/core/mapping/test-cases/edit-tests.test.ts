import { describe, expect, it } from "vitest";
import {
  accepting,
  neighborOf,
  renamed,
  testAsText,
  testFromText,
  whyNotName,
  withTest,
  withTestAt,
  without,
} from "./edit-tests.ts";
import { mappingTestSchema, type MappingTest } from "./mapping-test.ts";
import { runMappingTests } from "./run-mapping-tests.ts";

const test = (name: string, expected: MappingTest["expected"] = 1): MappingTest => ({
  name,
  given: { input: { n: 1 } },
  expected,
});

describe("the tests of a mapping", () => {
  it("get names of their own, however often one is added, and however long it is", () => {
    const long = "x".repeat(120);
    const tests = [test("a"), test("a"), test("a"), test(long), test(long)].reduce<readonly MappingTest[]>(withTest, []);
    expect(tests.map(({ name }) => name)).toEqual(["a", "a 2", "a 3", long, `${"x".repeat(118)} 2`]);
    for (const each of tests) expect(mappingTestSchema.safeParse(each).success).toBe(true);
  });

  it("are renamed, but never to nothing or to the name of another", () => {
    const tests = [test("a"), test("b")];
    expect(whyNotName(tests, 0, "  ")).toBe("A test needs a name.");
    expect(whyNotName(tests, 0, " b ")).toBe('There is a test "b" already.');
    expect(whyNotName(tests, 0, "a")).toBeUndefined();
    expect(renamed(tests, 1, " c ").map(({ name }) => name)).toEqual(["a", "c"]);
    expect(without(tests, 0)).toEqual([test("b")]);
  });

  it("are edited as JSON, without their name", () => {
    const edited = { ...test("a"), ignore: ["/id"], tolerance: 0.5 };
    expect(JSON.parse(testAsText(edited))).not.toHaveProperty("name");
    expect(testFromText("a", testAsText(edited))).toEqual({ ok: true, test: edited });
    expect(withTestAt([test("a"), test("b")], 1, edited)).toEqual([test("a"), edited]);
  });

  it.each([
    ['{ "given": ', /^This is not JSON: /],
    ["[1]", /^A test is an object with "given" and "expected"\.$/],
    ['{ "given": {} }', /^The test must have either expected or fails\.$/],
    ['{ "given": 1, "expected": 2 }', /^given: /],
    ['{ "given": {}, "expected": 2, "expcted": 3 }', /expcted/],
  ])("say what is wrong with %s", (text, message) => {
    expect(testFromText("a", text)).toEqual({ ok: false, message: expect.stringMatching(message) as string });
  });

  it("have a neighbor that is next when one goes", () => {
    const tests = [test("a"), test("b"), test("c")];
    expect([0, 1, 2].map((index) => neighborOf(tests, index)?.name)).toEqual(["b", "c", "b"]);
    expect(neighborOf([test("a")], 0)).toBeUndefined();
  });

  it.each([
    ["a value", "input.n + 1"],
    ["nothing", "input.nothing"],
    ["a failure", '$error("no")'],
  ])("pass once what the mapping makes is accepted: %s", async (_, expression) => {
    const tests = [test("a", 7), { ...test("b"), expected: undefined, fails: "contract/mismatch" } as MappingTest];
    const { results } = await runMappingTests({ expression, tests });
    expect(results.map(({ passed }) => passed)).toEqual([false, false]);
    const accepted = results.reduce((before, result, index) => accepting(before, index, result), tests as readonly MappingTest[]);
    for (const each of accepted) expect(mappingTestSchema.safeParse(each).success).toBe(true);
    expect(await runMappingTests({ expression, tests: accepted })).toMatchObject({ passed: true });
  });
});
