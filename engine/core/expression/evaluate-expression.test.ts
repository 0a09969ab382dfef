import { describe, expect, it } from "vitest";
import jsonata from "jsonata";
import { StepFailure, type Failure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { evaluateExpression } from "./evaluate-expression.ts";
import { connectExpressionJail } from "./expression-jail.ts";
import { parseExpression } from "./parse-expression.ts";
import { randomFrom, seededRandom } from "./seeded-random.ts";

const NOW_MS = 1_700_000_000_000;

async function evaluate(source: string, scope: JsonObject = {}): Promise<JsonValue | undefined> {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(result.message);
  return evaluateExpression(result.expression, scope, { nowMs: NOW_MS, random: seededRandom(1, "test") });
}

async function failureOf(source: string, scope: JsonObject = {}): Promise<Failure> {
  const outcome: unknown = await evaluate(source, scope).catch((error: unknown) => error);
  if (outcome instanceof StepFailure) return outcome.failure;
  throw new Error(`${source} gave ${JSON.stringify(outcome)?.slice(0, 200)}`);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) for (const member of Object.values(Object.freeze(value))) deepFreeze(member);
  return value;
}

const order = deepFreeze({
  input: {
    id: "A-1",
    note: "abc def",
    one: [5],
    nested: [[1, 2], [3]],
    lines: [
      { sku: "a", price: 2, qty: 3 },
      { sku: "b", price: 5, qty: 1 },
    ],
  },
  steps: { price: { total: 11 } },
  vars: {},
});

const ordinary = [
  '{ "id": input.id, "total": $sum(input.lines.(price * qty)) }',
  "input.lines",
  "input.lines[]",
  "input.one[]",
  "input.nested[]",
  "input.nested[0][]",
  "input.lines.price[]",
  "$$.input.one[]",
  "input.lines[price > 2]",
  "input.lines[sku='a'][]",
  "input.lines^(>price)",
  "$sort(input.lines, function($l, $r) { $l.price < $r.price })",
  "$reverse(input.lines)",
  "$append(input.lines, 3)",
  "$append(input.one, input.one)",
  "input.lines{sku: price}",
  "input ~> |lines|{'x': 1}|",
  "$merge(input.lines)",
  "$zip(input.one, input.one)",
  "$each(input, function($v, $k) { $k })",
  "$spread(input.lines)",
  "$distinct(input.lines.qty)",
  "$map(input.lines, function($l, $i) { $l.price + $i })",
  "input.lines.{ 'name': sku, 'first': %.id }",
  "input.lines@$l#$i.{ 'i': $i, 's': $l.sku }",
  "input.nothing",
  "[]",
  "[input.nothing]",
  '{ "a": input.nothing, "b": null }',
  "$match(input.note, /a(b)?(z)?/)",
  '$replace(input.note, /[a-c]/i, "Z")',
  "$split(input.note, /\\s+/)",
  "$split('aXbXc', 'X', 2)",
  "$contains(input.note, /^abc/)",
  '$pad("x", -5, "#")',
  '$fromMillis(0, "[Y]-[M01]-[D01]")',
  '$toMillis("2024-05-06T07:08:09Z")',
  "[1..5].($ * 2)",
  "/a/ ?: 42",
  "/undefined/(nothing) ? 'found'",
  "/1/(213).start",
  "input.note ~> /(b)(x)?/",
  "$pad(nothing, 1e300)",
  "$fromMillis(nothing, '[Y,999999]')",
  "$fromMillis(0, '[D], 2018')",
  "$map(input.lines, function($l) { $keys($l) })",
];

describe("evaluateExpression", () => {
  it.each(ordinary)("gives for %s what JSONata gives, as plain JSON, and leaves the input alone", async (source) => {
    const expected: unknown = await jsonata(source).evaluate(structuredClone(order));
    const actual = await evaluate(source, order);
    expect(actual).toEqual(expected === undefined ? undefined : JSON.parse(JSON.stringify(expected)));
    expect(structuredClone(actual)).toEqual(actual);
  });

  it("shares what it can with the input instead of copying", async () => {
    expect(await evaluate("input.lines[0]", order)).toBe(order.input.lines[0]);
  });

  it("leaves no trace of JSONata on its arrays", async () => {
    const prices = (await evaluate("input.lines.price", order)) as number[];
    expect(Object.getOwnPropertyNames(prices)).toEqual(["0", "1", "length"]);
  });

  it("makes zero of minus zero, as JSON does", async () => {
    expect(Object.is(await evaluate("{'a': 0 * -1}.a"), 0)).toBe(true);
  });

  it.each<[string, JsonValue]>([
    ["$now()", "2023-11-14T22:13:20.000Z"],
    ['$now("[Y]/[M01]")', "2023/11"],
    ['$now("[H01]", "+0200")', "00"],
    ["$millis()", NOW_MS],
    ['$toMillis("10:30", "[H01]:[m01]")', Date.UTC(2023, 10, 14, 10, 30)],
    ["$random() = $random()", false],
    ["$shuffle([7])", [7]],
  ])("takes recorded values: %s is %j", async (source, value) => {
    expect(await evaluate(source)).toEqual(value);
  });

  it("gives the same for the same recorded values", async () => {
    const source = "{ 'r': $random(), 's': $shuffle([1..20]), 'n': $now() }";
    const first = await evaluate(source);
    expect(await evaluate(source)).toEqual(first);
    expect((first as { s: number[] }).s.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it("shuffles nothing into nothing", async () => {
    expect(await evaluate("$shuffle(nothing)")).toBeUndefined();
  });

  it.each([
    ["input.id + 1", "expression/failed", /left side of the "\+" operator/],
    ['$error("no stock")', "expression/failed", /^no stock\.$/],
    ['$assert(false, "must hold!")', "expression/failed", /^must hold!$/],
    ["$nothing()", "expression/failed", /non-function/],
    ["1 / 0", "expression/failed", /infinite number/],
    ["{ 'a': [0 / 0] }", "expression/failed", /at \/a\/0 is not a number/],
    ["$sum", "expression/failed", /function/],
    ["{ 'f': function($x) { $x } }", "expression/failed", /at \/f is a function/],
    ["/a/", "expression/failed", /function/],
    ["($f := function($x) { $f($x) }; $f(1))", "expression/timeout", /longer than 250 ms/],
    ["($f := function($x) { 1 + $f($x) }; $f(1))", "expression/too-large", /deeper than 200/],
    ["[1..200000]", "expression/too-large", /more than 100000 items/],
    ["[1..99999]", "expression/too-large", /1000000 characters/],
    ['$pad("x", 2000000)', "expression/too-large", /width of 2000000/],
    ['$pad("x", 500000) & $pad("x", 500001)', "expression/too-large", /1000000 characters/],
    ['$fromMillis(0, "[Y,400000000-400000000]")', "expression/too-large", /999 digits/],
    ['$now("[Y,400000000-400000000]")', "expression/too-large", /999 digits/],
    [
      "($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('xxxxxxxxxx', 40))",
      "expression/too-large",
      /a text or a list that is too long/,
    ],
  ])("fails %s with %s", async (source, code, message) => {
    const failure = await failureOf(source, order);
    expect(failure).toMatchObject({ code, retryable: false });
    expect(failure.message).toMatch(message);
    expect(failure.details).toMatchObject({ expression: source });
  });

  it("says where it failed", async () => {
    expect((await failureOf("input.id + 1", order)).details).toMatchObject({ position: 10, reason: "T2001" });
  });

  it("words the failure of a bounded expression as JSONata does, with the place and the values", async () => {
    const { message, details } = await failureOf("{ 'ok': 1, 'sum': $sum(input.lines.sku) }", order);
    expect(message).toBe('Argument 1 of function "sum" must be an array of "numbers".');
    expect(details).toMatchObject({ position: 23, reason: "T0412" });
  });

  it("evaluates a bounded expression over data of which JSONata makes something odd", async () => {
    const scope = { input: { _jsonata_lambda: true, a: 1 }, wrapper: { outerWrapper: true, 0: "inside" } };
    expect(await evaluate("$exists(input.a)", scope)).toBe(false);
    expect(await evaluate("wrapper.$", scope)).toBe("inside");
    expect(await failureOf("input", scope)).toMatchObject({ code: "expression/failed" });
  });

  it("holds the limit of sequences in a bounded expression too", async () => {
    const scope = { input: { half: Array.from({ length: 60_000 }, (_, index) => index) } };
    expect(await failureOf("$append(input.half, input.half)", scope)).toMatchObject({
      code: "expression/too-large",
      details: { reason: "D2015" },
    });
  });

  it("ends quickly when a pattern would stall another engine", async () => {
    expect(await evaluate(`$contains("${"a".repeat(60)}!", /^(a+)+$/)`)).toBe(false);
  });

  it("lets no expression change a built-in function for those after it", async () => {
    for (const change of ["{ 'implementation': 1 }", "$formatNumber", "{ '_jsonata_lambda': true }", "{ 'arity': 7 }"]) {
      expect(await failureOf(`input ~> |($max)|${change}|`, order)).toMatchObject({ code: "expression/failed" });
    }
    expect(await failureOf("input ~> |($max)|{}, 'implementation'|", order)).toMatchObject({ code: "expression/failed" });
    expect(await evaluate("[$max([1, 2]), $map([[1, 2]], $max)]")).toEqual([2, 2]);
  });

  it("names no place of another expression in an error", async () => {
    expect(await evaluate("                    $abs(1)  ~> $string")).toBe("1");
    const { details } = await failureOf("$map(['a'], $abs)");
    expect(details).toMatchObject({ reason: "T0410", position: 5 });
  });

  it("takes an error about a value for no limit", async () => {
    expect(await failureOf("$parseInteger('hello world', '٠')")).toMatchObject({
      code: "expression/failed",
      message: expect.stringContaining("Invalid code point") as string,
    });
  });

  it("says in its own words that data is nested too deeply for the stack", async () => {
    let deep: JsonValue = 1;
    for (let level = 0; level < 20_000; level++) deep = [deep];
    expect(await failureOf("$keys($spread(input.deep))", { input: { deep } })).toMatchObject({
      code: "expression/too-large",
      message: "The data is nested too deeply to be evaluated.",
    });
  });

  it("draws the same numbers again where an evaluation begins anew in the jail", async () => {
    const drawnInJail: number[] = [];
    connectExpressionJail({
      evaluate: ({ randomState }) => {
        const random = randomFrom(randomState);
        drawnInJail.push(random());
        return Promise.resolve({ value: null, randomState: random.state });
      },
      workedMs: () => 0,
    });
    try {
      await evaluate("($random(); $string($pad('', 2000000)))");
    } finally {
      connectExpressionJail(undefined);
    }
    expect(drawnInJail).toEqual([seededRandom(1, "test")()]);
  });

  it("keeps evaluations that run at the same time apart", async () => {
    const result = parseExpression("$millis()");
    if (!result.ok) throw new Error(result.message);
    const at = (nowMs: number) => evaluateExpression(result.expression, {}, { nowMs, random: seededRandom(0, "test") });
    expect(await Promise.all([at(1), at(2), at(3)])).toEqual([1, 2, 3]);
  });

  it("makes an object of more fields than evaluations may nest", async () => {
    const fields = Array.from({ length: 400 }, (_, index) => `'f${index}': *.id`);
    expect(Object.keys((await evaluate(`{ ${fields.join(", ")} }`, order)) as JsonObject)).toHaveLength(400);
  });

  it("says that there is no jail where only that could evaluate", async () => {
    expect(await failureOf("$contains('ab', /a(?=b)/)")).toMatchObject({
      code: "expression/failed",
      message: expect.stringContaining("process of its own") as string,
    });
  });

  it("does not take a prototype from the data", async () => {
    const result = await evaluate("$merge([input, {'x': nothing}])", {
      input: JSON.parse('{ "__proto__": { "admin": true } }') as JsonObject,
    });
    expect((result as { admin?: boolean }).admin).toBeUndefined();
  });
});
