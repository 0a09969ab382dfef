import { describe, expect, it } from "vitest";
import { StepFailure, type Failure } from "../../failure.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import { evaluateExpression, evaluateIn } from "../evaluate-expression.ts";
import { parseExpression, type ParsedExpression } from "../parse-expression.ts";
import { seededRandom } from "../seeded-random.ts";
import type { MappingBundle } from "./mapping-bundle.ts";

const line: JsonObject = {
  type: "object",
  required: ["price"],
  properties: { price: { type: "number" }, card: { type: "string", pattern: "^[0-9]+$", "x-sensitive": true } },
};
const declared = { input: line, output: { type: "number", minimum: 0 } } as const;

const bundle = {
  "net@3": { expression: "input.price", ...declared },
  "slow@1": { expression: "$each(input, function($v) { $v })[0]", ...declared },
  "two@1": { expression: '$useMapping("net@3", input) * 2' },
  "card@1": { expression: "input.card", input: line },
  "total@1": {
    expression: "$sum(input.lines.price)",
    input: { type: "object", properties: { lines: { type: "array", items: line } } },
  },
  "lost@1": { expression: "input.gone", output: { type: "number" } },
  "wrong@1": { expression: '"12"', output: { type: "number" } },
} as unknown as MappingBundle;

function parse(source: string): ParsedExpression {
  const parsed = parseExpression(source, { mappings: bundle });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

const recorded = () => ({ nowMs: 0, random: seededRandom(0, "test") });
const valueOf = (source: string, input: JsonValue): Promise<JsonValue | undefined> =>
  evaluateExpression(parse(source), { input }, recorded());

async function failureOf(source: string, input: JsonValue): Promise<Failure> {
  const failed = await valueOf(source, input).catch((error: unknown) => error);
  if (failed instanceof StepFailure) return failed.failure;
  throw new Error("It did not fail.");
}

describe("what a mapping declares", () => {
  it("refuses a value that it does not take: which mapping, where, what was expected, and what to do", async () => {
    expect(await failureOf('{ "a": $useMapping("net@3", input) }', { price: "12" })).toEqual({
      code: "mapping/mismatch",
      message: 'The mapping net@3 does not take what it is applied to: /price must be of type number, got "12".',
      retryable: false,
      details: {
        expression: '{ "a": $useMapping("net@3", input) }',
        position: 19,
        mapping: "net@3",
        side: "input",
        errors: [{ path: "/price", message: 'must be of type number, got "12"' }],
        fix: "Apply net@3 to a value that fits its input schema, or publish a version of net that takes this one.",
      },
    });
    expect((await failureOf('$useMapping("net@3", input)', 5)).message).toContain("the value must be of type object, got 5.");
    expect((await failureOf('$useMapping("total@1", input)', { lines: [{ price: 1 }, {}, { price: "x" }] })).message).toBe(
      'The mapping total@1 does not take what it is applied to: /lines/1 has no "price", which is required and 1 more.',
    );
  });

  it("refuses a result that it does not promise", async () => {
    expect(await failureOf('$useMapping("net@3", input)', { price: -1 })).toMatchObject({
      code: "mapping/mismatch",
      message: expect.stringContaining("The mapping net@3 gives something else than it declares: the value") as string,
      details: {
        mapping: "net@3",
        side: "output",
        errors: [{ path: "" }],
        fix: expect.stringContaining("new version of net") as string,
      },
    });
    expect((await failureOf('$useMapping("wrong@1", input)', 1)).message).toContain('must be of type number, got "12"');
    expect((await failureOf('$useMapping("lost@1", input)', {})).message).toContain("the value must be there, got nothing.");
  });

  it("lets through what fits, and nothing", async () => {
    expect(await valueOf('$useMapping("net@3", input)', { price: 3 })).toBe(3);
    expect(await valueOf('$useMapping("net@3", input.gone)', {})).toBeUndefined();
    expect(await valueOf('$useMapping("lost@1", input.gone)', {})).toBeUndefined();
  });

  it("is named where another mapping uses it", async () => {
    expect(await failureOf('$useMapping("two@1", input)', { price: "12" })).toMatchObject({
      code: "mapping/mismatch",
      message:
        'In the mapping two@1: The mapping net@3 does not take what it is applied to: /price must be of type number, got "12".',
      details: { mapping: "net@3", side: "input" },
    });
  });

  it("tells no value of a field that is secret", async () => {
    const { message, details } = await failureOf('$useMapping("card@1", input)', { price: 1, card: "secret" });
    expect(message).toContain("/card must match the pattern");
    expect(JSON.stringify({ message, details })).not.toContain("secret");
  });

  it("is checked by the compiled expression, and worded as JSONata evaluates it", async () => {
    for (const source of ['$useMapping("net@3", input)', '$useMapping("slow@1", input)']) {
      const { bounded, ...guarded } = parse(source);
      expect(bounded === undefined).toBe(source.includes("slow"));
      for (const input of [{ price: 3 }, { price: "3" }, { price: -3 }, null, {}]) {
        const first = await evaluateIn(guarded as ParsedExpression, "guarded", { input: { input }, recorded: recorded() });
        const whole = await valueOf(source, input).then(
          (value) => ({ value }),
          (error: unknown) => (error as StepFailure).failure,
        );
        if ("error" in first) expect(whole).toMatchObject({ code: "mapping/mismatch", message: first.error.message });
        else expect(whole).toEqual({ value: first.value });
        expect("error" in first).toBe((input as { price?: unknown } | null)?.price !== 3);
      }
    }
  });

  it("is left to the jail where the value is too large to be checked in this process", async () => {
    const parsed = parse('[$useMapping("total@1", input), $useMapping("total@1", input)]');
    expect(parsed.tier).toBe("bounded");
    const lines = Array.from({ length: 20_000 }, (_, index) => ({ price: index + 0.5 }));
    expect(() => parsed.bounded!({ input: { lines } }, recorded())).toThrow("takes too much");
  });
});
