import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateExpression } from "#engine/core/expression/evaluate-expression.ts";
import { connectExpressionJail } from "#engine/core/expression/expression-jail.ts";
import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { StepFailure } from "#engine/core/failure.ts";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { openExpressionJail, type ProcessJail } from "#engine/hub/jail/process-jail.ts";
import { processorTimeOfChildren } from "#tests/support/processor-time.ts";

/** A machine that is busy with other things may take this long. */
const PATIENCE_MS = 600_000;

/**
 * Expressions that have brought down other products. Each ends within 0.7 s of the processor's time with a failure that says
 * what it did, and whatever else this process does goes on meanwhile. The time of day is not looked at: it says more of the
 * other programs on the machine.
 */
let jail: ProcessJail;
/** What the processes of the jail took to start, in ms of the processor. */
let startMs = 0;
beforeAll(async () => {
  jail = openExpressionJail();
  // A worker's first jailed expression waits for the first process once; what is measured here is what comes after.
  await Promise.all([warm(), warm()]);
  startMs = processorTimeOfChildren() ?? 0;
}, PATIENCE_MS);
afterAll(() => {
  connectExpressionJail(undefined);
  jail.stop();
});

const warm = (): Promise<unknown> => jail.evaluate({ source: "1", nowMs: 0, randomState: 0, resultCharacters: 10 });

const scope: JsonObject = {
  input: {
    lines: Array.from({ length: 20_000 }, (_, index) => ({ n: index, text: "x".repeat(40) })),
    text: "y".repeat(1_000_000),
  },
};

async function evaluate(source: string, over: JsonObject = scope): Promise<JsonValue | undefined> {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new StepFailure({ code: parsed.code, message: parsed.message });
  return evaluateExpression(parsed.expression, over, { nowMs: 0, random: seededRandom(1, "hostile") });
}

async function codeOf(source: string): Promise<string> {
  try {
    return `value ${JSON.stringify(await evaluate(source))?.slice(0, 60)}`;
  } catch (error) {
    if (error instanceof StepFailure) return error.failure.code;
    throw error;
  }
}

const times = (count: number, part: string): string => Array.from({ length: count }, () => part).join(" ");

const limits = /^expression\/(timeout|too-large)$/;
const hostile: readonly (readonly [string, string, RegExp])[] = [
  ["a tail loop", "($f := function($x) { $f($x) }; $f(1))", limits],
  ["endless recursion", "($f := function($x) { 1 + $f($x) }; $f(1))", limits],
  [
    "Ackermann",
    "($a := function($m, $n) { $m = 0 ? $n + 1 : $n = 0 ? $a($m - 1, 1) : $a($m - 1, $a($m, $n - 1)) }; $a(4, 3))",
    limits,
  ],
  ["recursion without a name", "(function($f) { $f($f) })(function($f) { $f($f) })", limits],
  ["a huge range", "[1..9999999]", limits],
  ["a range over the limit", "[1..99999999]", limits],
  ["a range beyond what can be counted", "[1e21..1e21]", limits],
  ["such a range, read with what is not bounded", "[9007199254740990..9007199254740992][function($x) { $x }]", limits],
  ["such a range, beside an error", "[$error('x'), input.lines[0].n + 1e21..1e21]", /^expression/],
  ["ranges in a range", "[1..10000].([1..10000])", limits],
  ["nested maps", "$map(input.lines, function($a) { $map(input.lines, function($b) { $a.n * $b.n }) })", limits],
  ["a pattern that backtracks", '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+(?!b)$/)', limits],
  [
    "a pattern that would backtrack, in what is not bounded",
    '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
    /^value undefined$/,
  ],
  ["padding", '$pad("x", 500000000)', limits],
  ["padding by parts", '$length($join([1..9000].$pad("x", 100000)))', limits],
  ["90,000 texts of 100 kB", '($m := $map([1..90000], function($v) { $pad("x", 100000 + $v) }); $count($m))', limits],
  ["doubled texts", `($x := "0123456789"; ${times(40, "$x := $x & $x;")} $length($x))`, limits],
  ["doubled texts in a fold", '$length($reduce([1..40], function($a, $b) { $a & $a }, "0123456789"))', limits],
  ["doubled arrays", `($x := [1]; ${times(40, "$x := [[$x], [$x]];")} $string($x))`, limits],
  ["doubled arrays, compared", `($x := [1]; $y := [1]; ${times(40, "$x := [[$x], [$x]]; $y := [[$y], [$y]];")} $x = $y)`, limits],
  ["a long text many times over", `$length(${times(60, "input.text &")} "")`, limits],
  ["a text cut into characters", '$count($split(input.text & input.text, "").("a" & $))', limits],
  ["distinct of many", "$count($distinct([1..90000].{ 'n': $ }))", limits],
  ["sorting many", "$count($sort(input.lines.(text & n)))", /^value 20000$|^expression/],
  ["a list gathered by a built-in function", "$count($reduce([1..90000], $append))", limits],
  ["replacing by a long text", "$length($replace(input.text, 'y', input.text))", limits],
  ["a wide picture", "$fromMillis(0, '[Y,999999999-999999999]')", limits],
  ["a picture that matches in many ways", "$toMillis($pad('', 60, '1') & 'x', '[Y]1[M]1[D]1[H]1[m]1[s]1[d]1[W]')", limits],
  ["text run as an expression", "$eval('1')", /^expression\/forbidden-function$/],
  ["the constructor of functions", "$map.constructor('return process')()", /^expression\//],
  ["the constructor through a lookup", "$lookup($lookup($sum, 'constructor'), 'constructor')", /^(expression|value undefined)/],
  [
    "a prototype written to",
    "($merge([{ '__proto__': { 'polluted': 1 } }]); $lookup({}, 'polluted'))",
    /^(expression|value undefined)/,
  ],
  ["the environment of a function", "$sum.environment", /^(expression|value undefined)/],
];

interface Spent {
  readonly code: string;
  /** Of this process's thread, in ms: for so long nothing else in it came to its turn. */
  readonly here: number;
  /** Of the processes of the jail, in ms, with the start of the one that takes the place of one that was killed. */
  readonly inJail: number;
}

async function spent(source: string): Promise<Spent> {
  const here = process.threadCpuUsage();
  const inJail = processorTimeOfChildren() ?? 0;
  const code = await codeOf(source);
  const { user, system } = process.threadCpuUsage(here);
  return { code, here: (user + system) / 1_000, inJail: (processorTimeOfChildren() ?? 0) - inJail };
}

describe("hostile expressions", () => {
  it.each(hostile)(
    "end soon with a failure that says why: %s",
    async (_what, source, outcome) => {
      const { code, here, inJail } = await spent(source);
      expect(code).toMatch(outcome);
      expect(here).toBeLessThan(400);
      // A process that was killed is replaced meanwhile.
      expect(inJail).toBeLessThan(700 + startMs);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
    PATIENCE_MS,
  );

  it(
    "leave the time of everything else in the process alone",
    async () => {
      const quiet = await latencies(async () => {});
      const loud = await latencies(async () => {
        for (const [, source] of hostile) await codeOf(source);
      });
      process.stdout.write(`others' p99: ${quiet.toFixed(1)} ms alone, ${loud.toFixed(1)} ms beside hostile expressions\n`);
      expect(loud).toBeLessThan(quiet + 50);
    },
    PATIENCE_MS,
  );

  it(
    "leave good expressions right, whatever came before",
    async () => {
      const attacks = [
        "($f := function() { $f() }; $f())",
        "[1..9999999]",
        '$pad("x", 500000000)',
        "$reduce([1..40], function($a) { $a & $a })",
      ];
      for (let round = 0; round < 5; round++) for (const attack of attacks) await codeOf(attack);
      for (let index = 0; index < 2_000; index++) {
        expect(await evaluate(`($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(${index % 20}))`, {})).toBe(index % 20);
      }
    },
    PATIENCE_MS,
  );
});

/**
 * The 99th percentile, in ms, of how long ordinary work waits for its turn while `beside` happens: of this thread's time on the
 * processor, since on a busy machine most of the wait is for other programs.
 */
async function latencies(beside: () => Promise<void>): Promise<number> {
  const waits: number[] = [];
  let isDone = false;
  const besides = beside().then(() => {
    isDone = true;
  });
  while (!isDone || waits.length < 500) {
    const before = process.threadCpuUsage();
    await new Promise((resolve) => setImmediate(resolve));
    await evaluate("input.lines[n < 3].text");
    const { user, system } = process.threadCpuUsage(before);
    waits.push((user + system) / 1_000);
  }
  await besides;
  return waits.toSorted((left, right) => left - right)[Math.floor(waits.length * 0.99)]!;
}
