import { isJsonObject } from "../../json.ts";
import { MAX_MAPPING_TESTS, mappingTestSchema, type MappingTest } from "./mapping-test.ts";
import type { MappingTestResult } from "./run-mapping-tests.ts";

export type MappingTests = readonly MappingTest[];

const LONGEST_NAME = 120;

export const isFull = (tests: MappingTests): boolean => tests.length >= MAX_MAPPING_TESTS;

/** The tests and one more, at the end, under a name that none of them has. */
export function withTest(tests: MappingTests, test: MappingTest): MappingTests {
  const taken = new Set(tests.map(({ name }) => name));
  return [...tests, { ...test, name: freeName(test.name, taken) }];
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? "" : ` ${count}`;
    const name = `${wanted.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (!taken.has(name)) return name;
  }
}

/** Why a test cannot be called so, in words; `undefined` when it can. */
export function whyNotName(tests: MappingTests, index: number, name: string): string | undefined {
  if (name.trim() === "") return "A test needs a name.";
  if (name.trim().length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`;
  const isTaken = tests.some((test, at) => at !== index && test.name === name.trim());
  return isTaken ? `There is a test "${name.trim()}" already.` : undefined;
}

export const renamed = (tests: MappingTests, index: number, name: string): MappingTests =>
  tests.map((test, at) => (at === index ? { ...test, name: name.trim() } : test));

export const without = (tests: MappingTests, index: number): MappingTests => tests.filter((_, at) => at !== index);

/** The test expects from now on what the mapping made of it: a value, or the failure. */
export function accepting(tests: MappingTests, index: number, { output, failure }: MappingTestResult): MappingTests {
  return tests.map((test, at) => {
    if (at !== index) return test;
    const { expected: _expected, fails: _fails, ...kept } = test;
    return failure === undefined
      ? { ...kept, expected: (output ?? null) as NonNullable<MappingTest["expected"]> }
      : { ...kept, fails: failure.code };
  });
}

/** Everything of a test but its name, as JSON for a person to edit. */
export function testAsText({ name: _name, ...data }: MappingTest): string {
  return JSON.stringify(data, null, 2);
}

export type ReadTest = { readonly ok: true; readonly test: MappingTest } | { readonly ok: false; readonly message: string };

/** The test of this name with what the text says, or what is wrong with the text, in words. */
export function testFromText(name: string, text: string): ReadTest {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `This is not JSON: ${error instanceof Error ? error.message : String(error)}.` };
  }
  if (!isJsonObject(data)) return { ok: false, message: 'A test is an object with "given" and "expected".' };
  const read = mappingTestSchema.safeParse({ ...data, name });
  if (read.success) return { ok: true, test: read.data };
  const [{ path, message } = { path: [], message: "It is no test" }] = read.error.issues;
  return { ok: false, message: path.length === 0 ? `The test ${message}.` : `${path.join(".")}: ${message}.` };
}

export const withTestAt = (tests: MappingTests, index: number, test: MappingTest): MappingTests =>
  tests.map((known, at) => (at === index ? test : known));

/** Who is next when a test goes: the one behind it, else the one before it. */
export const neighborOf = (tests: MappingTests, index: number): MappingTest | undefined => tests[index + 1] ?? tests[index - 1];
