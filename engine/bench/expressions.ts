import jsonata from "jsonata";
import { evaluateExpression } from "../core/expression/evaluate-expression.ts";
import { evaluateOnSample } from "../core/expression/evaluate-on-sample.ts";
import { parseExpression, type ParsedExpression } from "../core/expression/parse-expression.ts";
import type { JsonObject } from "../core/json.ts";
import type { BenchOptions, BenchResult } from "./bench-options.ts";
import { chain10Input } from "./chain10-flow.ts";
import { ProcessJail } from "../hub/jail/process-jail.ts";
import { perSecond } from "./per-second.ts";
import { rounded } from "./rounded.ts";
import { seededRandom } from "../core/expression/seeded-random.ts";

interface Mapping {
  readonly name: string;
  readonly code: string;
  readonly input: JsonObject;
}

/** An order of about `kilobytes` as JSON, nearly all of it lines. */
function order(kilobytes: number): JsonObject {
  const count = Math.round((kilobytes * 1_024) / JSON.stringify(line(100)).length);
  return {
    id: "A-1001",
    customer: { name: "Ada Lovelace", email: "ada@example.com", city: "London" },
    currency: "EUR",
    lines: Array.from({ length: count }, (_, index) => line(index)),
  };
}

const line = (index: number): JsonObject => ({
  sku: `SKU-${1_000 + index}`,
  name: `product name ${index}`,
  price: (index % 40) + 0.5,
  qty: (index % 7) + 1,
  note: "x".repeat(40),
});

/** What integrations do all day: pick, reshape, filter and sum, format, and reshape a large list. */
const MAPPINGS: readonly Mapping[] = [
  {
    name: "chain10",
    code: '{ "id": input.id, "total": $sum(input.items.(price * qty)), "n": input.n + 1 }',
    input: chain10Input,
  },
  {
    name: "pick1kB",
    code: '{ "number": input.id, "to": input.customer.email, "city": input.customer.city, "first": input.lines[0].sku }',
    input: order(1),
  },
  {
    name: "reshape4kB",
    code: '{ "order": input.id, "rows": [input.lines.{ "article": sku, "total": price * qty }] }',
    input: order(4),
  },
  {
    name: "filterSum10kB",
    code: '{ "large": $sum(input.lines[qty > 3].(price * qty)), "count": $count(input.lines[qty > 3]) }',
    input: order(10),
  },
  {
    name: "text30kB",
    code: '$join(input.lines.($uppercase(sku) & " " & $string(qty) & " x " & name), "; ")',
    input: order(30),
  },
  {
    name: "reshape100kB",
    code: '[input.lines.{ "article": sku, "label": name, "total": price * qty, "size": qty > 4 ? "L" : "S" }]',
    input: order(100),
  },
];

/** As people write them in the mapper: one of each tier that a browser evaluates, and what takes the longest. */
const PREVIEWED: readonly Pick<Mapping, "name" | "code">[] = [
  ...MAPPINGS.filter(({ name }) => ["reshape100kB", "text30kB", "filterSum10kB"].includes(name)),
  { name: "grouped", code: 'input.lines{ $string(qty): { "count": $count($), "total": $sum(price) } }' },
  { name: "sortedAndNested", code: '{ "top": input.lines^(>price)[[0..9]].sku, "all": input.lines.*[$type($) = "string"] }' },
  {
    name: "withFunction",
    code: '( $net := function($l) { $l.price * $l.qty / 1.2 }; { "net": input.lines.{ "sku": sku, "net": $round($net($), 2) } } )',
  },
];

/**
 * Typical mappings in each way there is: compiled, by JSONata with guardrails, by JSONata alone, in the jail; and the preview of
 * the mapper. Rates of the first three are per second of the processor's time, so that what else runs here changes nothing.
 */
export async function benchExpressions({ progress }: BenchOptions): Promise<BenchResult> {
  const results: Record<string, number> = {};
  for (const { name, code, input } of MAPPINGS) {
    progress(name);
    const expression = parse(code);
    if (expression.bounded === undefined) throw new Error(`The mapping ${name} is meant to be bounded.`);
    const { bounded: _bounded, ...guarded } = expression;
    const plain = jsonata(code);
    const [bounded, reference, withGuardrails] = await ratesOf([
      () => evaluate(expression, input),
      () => plain.evaluate({ input }),
      () => evaluate({ ...guarded, tier: "guarded" }, input),
    ]);
    results[`${name}BoundedPerSecond`] = Math.round(bounded!);
    results[`${name}GuardedPerSecond`] = Math.round(withGuardrails!);
    results[`${name}PlainJsonataPerSecond`] = Math.round(reference!);
    results[`${name}BoundedTimesPlain`] = rounded(bounded! / reference!);
  }
  return { ...results, ...(await measurePreview(progress)), ...(await measureJail(progress)) };
}

/** What a person who types waits for: the text is read and evaluated anew over 100 kB, each time another text. */
async function measurePreview(progress: (line: string) => void): Promise<BenchResult> {
  progress("preview");
  const results: Record<string, number> = {};
  const sample = { input: order(100) };
  for (const { name, code } of PREVIEWED) {
    const times: number[] = [];
    for (let keystroke = 0; keystroke < 20; keystroke += 1) {
      const before = process.cpuUsage();
      const evaluation = await evaluateOnSample({ source: code + " ".repeat(keystroke), sample });
      if (!evaluation.ok) throw new Error(`The mapping ${name} failed: ${evaluation.message}`);
      times.push(processorMs(before));
    }
    results[`${name}PreviewMaxMs`] = rounded(Math.max(...times));
  }
  return results;
}

/** What it costs to evaluate in a process of the jail: once it runs, and where one must be started first. */
async function measureJail(progress: (line: string) => void): Promise<BenchResult> {
  progress("jail");
  const results: Record<string, number> = {};
  const began = performance.now();
  const jail = new ProcessJail();
  const evaluateIn = (source: string, input: JsonObject) =>
    jail.evaluate({ source, input: { input }, nowMs: 0, randomState: 0, resultCharacters: 1_000_000 });
  await evaluateIn("1", {});
  results["jailStartMs"] = rounded(performance.now() - began);
  for (const { name, code, input } of MAPPINGS) {
    results[`${name}JailedMs`] = rounded(1_000 / (await rate(() => evaluateIn(code, input))));
  }
  jail.stop();
  return results;
}

function parse(source: string): ParsedExpression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

const RECORDED = { nowMs: 0, random: seededRandom(0, "nothing") };

const evaluate = (expression: ParsedExpression, input: JsonObject) => evaluateExpression(expression, { input }, RECORDED);

const BATCH = 20;

const rate = (evaluateOnce: () => Promise<unknown>): Promise<number> =>
  perSecond(async () => {
    for (let index = 0; index < BATCH; index += 1) await evaluateOnce();
    return BATCH;
  });

const ROUNDS = 5;
const ROUND_MS = 120;

/** Per second of the processor's time, garbage collection included. In turns, so that all of them meet the same machine. */
async function ratesOf(ways: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
  const totals = ways.map(() => ({ count: 0, ms: 0 }));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, evaluateOnce] of ways.entries()) {
      const { count, ms } = await evaluateFor(evaluateOnce, ROUND_MS);
      // The first round is for warming up.
      if (round > 0) totals[index] = { count: totals[index]!.count + count, ms: totals[index]!.ms + ms };
    }
  }
  return totals.map(({ count, ms }) => (count / ms) * 1_000);
}

async function evaluateFor(evaluateOnce: () => Promise<unknown>, ms: number): Promise<{ count: number; ms: number }> {
  const before = process.cpuUsage();
  let count = 0;
  for (; processorMs(before) < ms; count += BATCH) for (let index = 0; index < BATCH; index += 1) await evaluateOnce();
  return { count, ms: processorMs(before) };
}

function processorMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
