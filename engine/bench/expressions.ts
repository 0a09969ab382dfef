import jsonata from "jsonata";
import { evaluateExpression } from "../core/expression/evaluate-expression.ts";
import { parseExpression, type ParsedExpression } from "../core/expression/parse-expression.ts";
import type { JsonObject } from "../core/json.ts";
import type { BenchOptions, BenchResult } from "./bench-options.ts";
import { chain10Input } from "./chain10-flow.ts";
import { perSecond } from "./per-second.ts";

interface Mapping {
  readonly name: string;
  readonly expression: string;
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
    expression: '{ "id": input.id, "total": $sum(input.items.(price * qty)), "n": input.n + 1 }',
    input: chain10Input,
  },
  {
    name: "pick1kB",
    expression: '{ "number": input.id, "to": input.customer.email, "city": input.customer.city, "first": input.lines[0].sku }',
    input: order(1),
  },
  {
    name: "reshape4kB",
    expression: '{ "order": input.id, "rows": [input.lines.{ "article": sku, "total": price * qty }] }',
    input: order(4),
  },
  {
    name: "filterSum10kB",
    expression: '{ "large": $sum(input.lines[qty > 3].(price * qty)), "count": $count(input.lines[qty > 3]) }',
    input: order(10),
  },
  {
    name: "text30kB",
    expression: '$join(input.lines.($uppercase(sku) & " " & $string(qty) & " x " & name), "; ")',
    input: order(30),
  },
  {
    name: "reshape100kB",
    expression: '[input.lines.{ "article": sku, "label": name, "total": price * qty, "size": qty > 4 ? "L" : "S" }]',
    input: order(100),
  },
];

/** Evaluations per second of typical mappings in each way there is: compiled, by JSONata with guardrails, by JSONata alone. */
export async function benchExpressions({ progress }: BenchOptions): Promise<BenchResult> {
  const results: Record<string, number> = {};
  for (const { name, expression, input } of MAPPINGS) {
    progress(name);
    const { bounded, ...guarded } = parse(expression);
    if (bounded === undefined) throw new Error(`The mapping ${name} is meant to be bounded.`);
    const plain = jsonata(expression);
    results[`${name}BoundedPerSecond`] = await rate(() => evaluate({ ...guarded, bounded }, input));
    results[`${name}GuardedPerSecond`] = await rate(() => evaluate(guarded, input));
    results[`${name}PlainJsonataPerSecond`] = await rate(() => plain.evaluate({ input }));
  }
  return results;
}

function parse(source: string): ParsedExpression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

const evaluate = (expression: ParsedExpression, input: JsonObject) =>
  evaluateExpression(expression, { input }, { nowMs: 0, random: () => 0 });

const BATCH = 20;

const rate = (evaluateOnce: () => Promise<unknown>): Promise<number> =>
  perSecond(async () => {
    for (let index = 0; index < BATCH; index += 1) await evaluateOnce();
    return BATCH;
  });
