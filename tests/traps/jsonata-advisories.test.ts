import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { evaluateExpression } from "#engine/core/expression/evaluate-expression.ts";
import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { StepFailure } from "#engine/core/failure.ts";
import type { JsonObject } from "#engine/core/json.ts";

/**
 * What is known against JSONata, tried in this very process and without the jail: what one of these came to would be seen
 * here. In production the jail is one wall more.
 */
const input: JsonObject = { list: [1, 2], object: { a: 1 }, text: "abc" };

async function outcomeOf(source: string): Promise<string> {
  try {
    const parsed = parseExpression(source);
    if (!parsed.ok) return parsed.code;
    const value = await evaluateExpression(parsed.expression, { input }, { nowMs: 0, random: seededRandom(1, "advisory") });
    return `value ${JSON.stringify(value)}`;
  } catch (error) {
    if (error instanceof StepFailure) return error.failure.code;
    throw error;
  }
}

const RUN = '\'process.getBuiltinModule("child_process").execSync("true")\'';

const advisories: Readonly<Record<string, readonly string[]>> = {
  "CVE-2024-27307 (GHSA-fqg8-vfv7-8fj8): the transform operator writes to prototypes": [
    "input.object ~> | $lookup($, 'constructor') | { 'polluted': 1 } |",
    "input.object ~> | $lookup($lookup($, 'constructor'), 'prototype') | { 'polluted': 1 } |",
    "input.object ~> | __proto__ | { 'polluted': 1 } |",
    "input.object ~> | constructor.prototype | { 'polluted': 1 } |",
  ],
  "CVE-2026-12208 (GHSA-663r-x48j-fg8p): keys of objects that are built reach prototypes": [
    "$merge([{ '__proto__': { 'polluted': 1 } }, { 'constructor': { 'prototype': { 'polluted': 1 } } }]).none",
    "input.list{ '__proto__': { 'polluted': $ } }.none",
    "($x := { '__proto__': { 'polluted': 1 } }; {}.polluted)",
    "$each({ '__proto__': { 'polluted': 1 } }, function($v, $k) { $k }) ~> function($k) { {}.polluted }",
  ],
  "CVE-2026-77413 (GHSA-8gq3-vp5j-2grp): $lookup finds what is inherited": [
    "$lookup(input.object, 'constructor')",
    "$lookup(input.object, '__proto__')",
    "$lookup(input.object, '__lookupGetter__')('a')",
    "$lookup(input.object, '__defineGetter__')('polluted', function() { 1 })",
    `$lookup($lookup($lookup(input.object, 'valueOf'), 'constructor'), 'constructor')(${RUN})()`,
    `$lookup($lookup($sum, 'constructor'), 'constructor')(${RUN})()`,
  ],
  "CVE-2026-77414 (GHSA-2943-5xfg-gq5f): names of variables reach the prototype of the scope": [
    "$constructor",
    "$__proto__",
    "$hasOwnProperty('a')",
    "($hasOwnProperty := function($name) { true }; $spread($constructor))",
    "($hasOwnProperty := function($name) { true }; $string($__proto__))",
    `($hasOwnProperty := function($name) { true }; $constructor.constructor(${RUN})())`,
  ],
  "CVE-2026-77415 (GHSA-66mm-25pp-rfff): objects pass for functions, and functions come apart": [
    "$sum.*",
    "$sum.**",
    "$map.implementation",
    "function($x) { $x }.environment",
    "{ '_jsonata_function': true, 'implementation': $sum, 'signature': '<n:n>' }(1)",
    "{ '_jsonata_lambda': true, 'body': { 'type': 'string', 'value': 'polluted' }, 'arguments': [] }()",
    `({ 'sequence': true, 'constructor': 'polluted' }).constructor(${RUN})`,
  ],
};

/** A fair answer: nothing at all, or a failure that says so. */
const HARMLESS = /^(value (undefined|null|\[\]|\{\}|\[1,2\]|\{"a":1\})|expression\/[a-z-]+)$/;

const namesOf = (): readonly string[] =>
  [Object, Object.prototype, Function, Function.prototype, Array.prototype].flatMap((each) =>
    Reflect.ownKeys(each).map((key) => key.toString()),
  );

describe("what is known against JSONata comes to nothing", () => {
  let before: readonly string[];
  beforeEach(() => {
    before = namesOf();
    vi.spyOn(process, "getBuiltinModule");
  });
  afterEach(() => void vi.restoreAllMocks());

  it.each(Object.entries(advisories))("%s", async (_advisory, sources) => {
    for (const source of sources) {
      expect(await outcomeOf(source), source).toMatch(HARMLESS);
      expect(namesOf(), source).toEqual(before);
      expect(({} as { polluted?: unknown }).polluted, source).toBeUndefined();
    }
    expect(process.getBuiltinModule).not.toHaveBeenCalled();
  });

  it("CVE-2026-52746 (GHSA-86vw-mfpg-wwv9): a time that matches in ever more ways", async () => {
    for (const text of [
      "$pad('', 50000, '1')",
      "'2020-01-01T00:00:00.' & $pad('', 50000, '0') & 'x'",
      "'+' & $pad('', 50000, '0-')",
    ])
      expect(await outcomeOf(`$toMillis(${text})`), text).toMatch(/^(expression\/failed|value )/);
  });
});
