import { describe, expect, it } from "vitest";
import { StepFailure } from "../../failure.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import { evaluateExpression } from "../evaluate-expression.ts";
import { parseExpression, type ParsedExpression, type ParseFailure } from "../parse-expression.ts";
import type { MappingBundle } from "./mapping-bundle.ts";
import { seededRandom } from "../seeded-random.ts";

const bundle: MappingBundle = {
  "lineTotal@1": { expression: "input.price * input.qty" },
  "lineTotal@2": { expression: "$round(input.price * input.qty, 1)" },
  "orderTotal@1": { expression: '$sum(input.lines.$useMapping("lineTotal@1", $))' },
  "root@1": { expression: "$$" },
  "all@1": { expression: "input.*" },
  "stamp@1": { expression: '{ "at": $millis(), "dice": $random() }' },
  "broken@1": { expression: "input.name + 1" },
  "deep@1": { expression: '$useMapping("broken@1", input)' },
  "recursive@1": { expression: "($f := function($n) { $n > 0 ? $f($n - 1) : input }; $f(3))" },
  "loop@1": { expression: '$useMapping("loop@2", input)' },
  "loop@2": { expression: '$useMapping("loop@1", input)' },
};

function parse(source: string, mappings: MappingBundle | undefined = bundle): ParsedExpression {
  const parsed = parseExpression(source, { mappings });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

function refused(source: string, mappings: MappingBundle | undefined = bundle): ParseFailure {
  const parsed = parseExpression(source, { mappings });
  if (parsed.ok) throw new Error("It was accepted.");
  return parsed;
}

const recorded = () => ({ nowMs: 1_000, random: seededRandom(0, "test") });

const valueOf = (source: string, scope: JsonObject, mappings?: MappingBundle): Promise<JsonValue | undefined> =>
  evaluateExpression(parse(source, mappings), scope, recorded());

async function failureOf(source: string, scope: JsonObject): Promise<StepFailure["failure"]> {
  const failed = await valueOf(source, scope).catch((error: unknown) => error);
  if (failed instanceof StepFailure) return failed.failure;
  throw new Error("It did not fail.");
}

const order = {
  lines: [
    { price: 2, qty: 3 },
    { price: 0.55, qty: 1 },
  ],
  name: "A-1",
};

describe("$useMapping", () => {
  it("applies the version that is named to a value, and mappings use each other", async () => {
    expect(await valueOf('$useMapping("orderTotal@1", input)', { input: order })).toBe(6.55);
    expect(await valueOf('input.lines.$useMapping("lineTotal@2", $)', { input: order })).toEqual([6, 0.6]);
  });

  it("shows a mapping nothing but the value it is applied to", async () => {
    expect(await valueOf('$useMapping("root@1", input.name)', { input: order, steps: { a: 1 } })).toEqual({ input: "A-1" });
    expect(await valueOf('($secret := 1; $useMapping("root@1", input.missing))', { input: order })).toEqual({});
  });

  it("is compiled where all that it uses is, and says what keeps it from being", () => {
    expect(parse('$useMapping("orderTotal@1", input)').tier).toBe("bounded");
    expect(parse('$useMapping("all@1", input)')).toMatchObject({
      tier: "guarded",
      tierReason: "It uses the mapping all@1, which is not bounded.",
    });
    expect(parse('$useMapping("recursive@1", input)')).toMatchObject({
      tier: "jailed",
      tierReason: "In the mapping recursive@1: A function of it may call itself.",
    });
  });

  it("reads the time and the chance of the evaluation it is a part of", async () => {
    expect(await valueOf('$useMapping("stamp@1", 1)', {})).toEqual({ at: 1_000, dice: seededRandom(0, "test")() });
    expect(parse('$useMapping("stamp@1", 1)').needsRecorded).toBe(true);
  });

  it("fails with the mapping's own words, at the place of the call", async () => {
    const said = await failureOf('{ "a": 1, "b": $useMapping("deep@1", input) }', { input: order });
    expect(said).toMatchObject({
      code: "expression/failed",
      message: 'In the mapping deep@1: In the mapping broken@1: The left side of the "+" operator must evaluate to a number.',
      details: { reason: "T2001", position: 27 },
    });
  });

  it("refuses what is no JSON on its way in and out", async () => {
    expect((await failureOf('$useMapping("root@1", $sum)', {})).message).toContain("a function, which JSON cannot hold");
  });

  it("refuses a name that is computed, has no version, or is handed on", () => {
    for (const source of [
      '$useMapping("order" & "Total@1", input)',
      '$useMapping("orderTotal", input)',
      '$useMapping("orderTotal@01", input)',
      '$useMapping("orderTotal@1")',
      'input ~> $useMapping("orderTotal@1")',
      '$map(input, $useMapping("orderTotal@1", ?))',
      "($f := $useMapping; $f(1, 2))",
      "($useMapping := 1; $useMapping)",
    ]) {
      expect(refused(source).code, source).toBe("expression/mapping-use");
    }
  });

  it("refuses a mapping that the flow does not bring along, and one that comes back to itself", () => {
    expect(refused('$useMapping("orderTotal@9", input)')).toMatchObject({
      code: "expression/unknown-mapping",
      message: "There is no mapping orderTotal@9.",
    });
    expect(refused('$useMapping("loop@1", input)')).toMatchObject({
      code: "expression/mapping-cycle",
      message: "In the mapping loop@1: In the mapping loop@2: The mapping loop@1 uses itself: loop@1 uses loop@2 uses loop@1.",
    });
  });

  it("means what its own flow says, where two flows bring along different mappings of one name", async () => {
    const other: MappingBundle = { "lineTotal@1": { expression: '"other"' } };
    expect(await valueOf('$useMapping("lineTotal@1", input)', { input: 1 }, other)).toBe("other");
    expect(await valueOf('$useMapping("lineTotal@1", input)', { input: { price: 2, qty: 2 } })).toBe(4);
  });

  it("is read without a bundle, and fails when it is evaluated so", async () => {
    const parsed = parseExpression('$useMapping("orderTotal@1", input)');
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.expression.uses.map(({ key }) => key)).toEqual(["orderTotal@1"]);
    await expect(evaluateExpression(parsed.expression, { input: order }, recorded())).rejects.toThrow("orderTotal@1");
  });
});
