import fc from "fast-check";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";

/**
 * Random expressions of the bounded grammar, and random scopes that use the same few names, so that paths find something
 * often, and something unexpected (an array of one, an array in an array, null, a text for a number) almost as often.
 */
const name = fc.constantFrom("a", "b", "c", "d");
const number = fc.oneof(fc.integer({ min: -3, max: 4 }), fc.constantFrom(0.1, 1.5, -2.5, 1e21, 123456.789));
const text = fc.constantFrom("", "a", "b", "x y", " pad ", "1", "1.5", "-2e1", "é", "a,b,c", "😀b");

const { value } = fc.letrec<{ value: JsonValue; object: JsonObject; list: JsonValue[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    number,
    text,
    fc.boolean(),
    fc.constant(null),
    tie("list"),
    tie("object"),
  ),
  object: fc.dictionary(name, tie("value"), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  list: fc.array(tie("value"), { maxLength: 3 }),
}));

/** Lists of alike objects, as payloads have them: mostly numbers in `a` and `b`, texts in `c`, anything in `d`. */
const fields = fc.record(
  { a: number, b: fc.oneof(number, fc.array(number, { maxLength: 2 })), c: text, d: value },
  { requiredKeys: [] },
);
const regular = fc.record({ a: number, b: number, c: text, d: fc.array(fields, { maxLength: 4 }) }, { requiredKeys: ["d"] });
const rows = fc.array(fc.dictionary(name, fc.oneof(number, text, fc.array(number, { maxLength: 2 })), { maxKeys: 4 }), {
  maxLength: 4,
});

const irregular = fc.dictionary(name, fc.oneof(value, rows), { minKeys: 2, maxKeys: 4 }) as fc.Arbitrary<JsonObject>;

export const scopeArbitrary = fc.oneof(irregular, regular as fc.Arbitrary<JsonObject>);

const unary = ["sum", "count", "max", "min", "average", "exists", "not", "boolean", "string", "number", "length", "uppercase"];
const moreUnary = [
  "lowercase",
  "trim",
  "abs",
  "floor",
  "ceil",
  "round",
  "sqrt",
  "keys",
  "merge",
  "type",
  "reverse",
  "fromMillis",
];
const ofAnything = ["count", "exists", "not", "boolean", "string", "keys", "type", "reverse"];
const binary = [
  "contains",
  "join",
  "split",
  "append",
  "lookup",
  "power",
  "round",
  "substring",
  "substringBefore",
  "substringAfter",
];
const operators = ["+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "&", "and", "or", "in", "?:", "??"];

/** A chain is written with parentheses: `x ~> $f` without them fails at the position of whichever call of `$f` came last. */
const quoted = (raw: string): string => JSON.stringify(raw);
const literal = fc.oneof(number.map(String), text.map(quoted), fc.constantFrom("true", "false", "null"));
const glue =
  (pattern: string) =>
  (parts: readonly string[]): string =>
    pattern.replace(/%(\d)/g, (_match, index: string) => parts[Number(index)]!);

type Grammar = {
  expression: string;
  path: string;
  step: string;
  listing: string;
  key: string;
  amount: string;
  label: string;
  question: string;
};

const { expression } = fc.letrec<Grammar>((tie) => {
  const inner = tie("expression");
  const shaped = (pattern: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map(glue(pattern));
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: "medium", withCrossShrink: true },
      { weight: 2, arbitrary: literal },
      { weight: 5, arbitrary: tie("path") },
      { weight: 4, arbitrary: tie("amount") },
      { weight: 4, arbitrary: tie("label") },
      { weight: 3, arbitrary: tie("question") },
      { weight: 2, arbitrary: shaped("$%0(%1)", fc.constantFrom(...ofAnything), inner) },
      { weight: 1, arbitrary: shaped("(%0 %1 %2)", inner, fc.constantFrom(...operators), inner) },
      { weight: 1, arbitrary: shaped("$%0(%1)", fc.constantFrom(...unary, ...moreUnary), inner) },
      { weight: 1, arbitrary: shaped("(%0 ~> $%1())", inner, fc.constantFrom(...unary, ...moreUnary)) },
      { weight: 1, arbitrary: shaped("$%0(%1, %2)", fc.constantFrom(...binary), inner, inner) },
      { weight: 1, arbitrary: shaped("$substring(%0, %1, %2)", inner, inner, inner) },
      { weight: 1, arbitrary: shaped("(%0 ? %1 : %2)", inner, inner, inner) },
      { weight: 1, arbitrary: shaped("(%0 ? %1)", inner, inner) },
      { weight: 1, arbitrary: shaped("-(%0)", inner) },
      { weight: 2, arbitrary: shaped("{ %0: %1, 'k': %2 }", tie("key"), inner, inner) },
      { weight: 2, arbitrary: shaped("[%0, %1]", inner, inner) },
      { weight: 1, arbitrary: shaped("[%0]", inner) },
      { weight: 1, arbitrary: shaped("($v := %0; $w := %1; %2 & $v)", inner, inner, inner) },
      { weight: 1, arbitrary: shaped("($v := %0; $v.%1)", inner, tie("step")) },
      { weight: 3, arbitrary: tie("listing") },
    ),
    listing: fc.oneof(
      { maxDepth: 4 },
      shaped("$map(%0, function($x, $i) { %1 & $i })", tie("path"), inner),
      shaped("$map(%0, function($x) { $x.%1 })", tie("path"), tie("step")),
      shaped("$filter(%0, function($x) { $x.%1 = %2 })", tie("path"), name, inner),
      shaped("$reduce(%0, function($x, $y) { $x & $y.%1 })", tie("path"), tie("step")),
      shaped("$reduce(%0, function($x, $y) { $append($x, $y) }, %1)", tie("path"), inner),
      shaped("$sort(%0, function($x, $y) { $x.%1 > $y.%1 })", tie("path"), name),
      shaped("$sort(%0)", tie("path")),
      shaped("$distinct(%0)", tie("path")),
      shaped("$each(%0, function($x, $k) { $k & $x })", tie("path")),
      shaped("$sift(%0, function($x) { $x })", tie("path")),
      shaped("(%0 ~> $map(function($x) { $x.%1 }))", tie("path"), tie("step")),
      shaped("%0^(%1)", tie("path"), name),
      shaped("%0^(>%1, %2).%3", tie("path"), name, name, tie("step")),
      shaped("%0^(%1)[%2]", tie("path"), name, number.map(String)),
      shaped("%0{ %1: %2 }", tie("path"), fc.constantFrom("c", "$string(a)", "'k'"), inner),
      shaped("d{ $string(a): %0, 'k': $count($) }", tie("step")),
      shaped("[%0..%1]", number.map(Math.round).map(String), tie("amount")),
      shaped("[%0].%1", inner, tie("step")),
      shaped("$pad(%0, %1, 'ab')", tie("label"), number.map(String)),
      shaped("$formatNumber(%0, '#,##0.00')", tie("amount")),
    ),
    key: fc.oneof({ weight: 4, arbitrary: fc.constantFrom("'x'", "'1'") }, { weight: 1, arbitrary: inner }),
    path: fc.oneof(
      { maxDepth: 5 },
      { weight: 3, arbitrary: name },
      { weight: 1, arbitrary: fc.constantFrom("$", "$$") },
      { weight: 5, arbitrary: shaped("%0.%1", tie("path"), tie("step")) },
      { weight: 2, arbitrary: shaped("%0[%1]", tie("path"), fc.oneof(number.map(String), inner)) },
      { weight: 1, arbitrary: shaped("%0[]", tie("path")) },
      { weight: 1, arbitrary: shaped("(%0)", inner) },
    ),
    amount: fc.oneof(
      { maxDepth: 4 },
      { weight: 3, arbitrary: fc.constantFrom("a", "b", "$.a", "$$.b", "d[0].a", "d.a[0]", "d[-1].a", "nothing") },
      { weight: 1, arbitrary: number.map(String) },
      { weight: 3, arbitrary: shaped("(%0 %1 %2)", tie("amount"), fc.constantFrom("+", "-", "*", "/", "%"), tie("amount")) },
      { weight: 2, arbitrary: shaped("$%0(%1)", fc.constantFrom("abs", "floor", "ceil", "round"), tie("amount")) },
      { weight: 1, arbitrary: shaped("(%0 ~> $round(%1))", tie("amount"), number.map(Math.round).map(String)) },
      { weight: 1, arbitrary: shaped("$power(%0, 2)", tie("amount")) },
      {
        weight: 2,
        arbitrary: shaped(
          "$%0(d.%1)",
          fc.constantFrom("sum", "max", "min", "average", "count"),
          fc.constantFrom("a", "b", "(a)"),
        ),
      },
      { weight: 2, arbitrary: shaped("$sum(d[%0].(%1))", tie("question"), tie("amount")) },
      { weight: 1, arbitrary: shaped("(%0 ? %1 : %2)", tie("question"), tie("amount"), tie("amount")) },
      { weight: 1, arbitrary: shaped("$length(%0)", tie("label")) },
      { weight: 1, arbitrary: shaped("-(%0)", tie("amount")) },
    ),
    label: fc.oneof(
      { maxDepth: 4 },
      { weight: 2, arbitrary: fc.constantFrom("c", "d[0].c", "d.c[-1]", "nothing") },
      { weight: 1, arbitrary: text.map(quoted) },
      { weight: 2, arbitrary: shaped("(%0 & %1)", inner, inner) },
      { weight: 2, arbitrary: shaped("$string(%0)", inner) },
      { weight: 2, arbitrary: shaped("$%0(%1)", fc.constantFrom("uppercase", "lowercase", "trim"), tie("label")) },
      {
        weight: 2,
        arbitrary: shaped("$%0(%1, ',')", fc.constantFrom("split", "substringBefore", "substringAfter"), tie("label")),
      },
      { weight: 1, arbitrary: shaped("$join(d.c, %0)", text.map(quoted)) },
      { weight: 2, arbitrary: shaped("$substring(%0, %1, %2)", tie("label"), tie("amount"), number.map(String)) },
      { weight: 1, arbitrary: shaped("$substring(%0, %1)", tie("label"), number.map(String)) },
    ),
    question: fc.oneof(
      { maxDepth: 4 },
      {
        weight: 3,
        arbitrary: shaped("(%0 %1 %2)", tie("amount"), fc.constantFrom("=", "!=", "<", "<=", ">", ">="), tie("amount")),
      },
      { weight: 2, arbitrary: shaped("(%0 %1 %2)", tie("label"), fc.constantFrom("=", "!=", "<", ">="), tie("label")) },
      { weight: 2, arbitrary: shaped("(%0 %1 %2)", inner, fc.constantFrom("=", "!=", "and", "or", "in"), inner) },
      { weight: 1, arbitrary: shaped("$contains(%0, %1)", tie("label"), text.map(quoted)) },
      { weight: 1, arbitrary: shaped("$%0(%1)", fc.constantFrom("exists", "not", "boolean"), inner) },
    ),
    step: fc.oneof(
      { maxDepth: 5 },
      { weight: 6, arbitrary: name },
      { weight: 2, arbitrary: shaped("(%0)", inner) },
      { weight: 1, arbitrary: shaped("{ 'x': %0 }", inner) },
      { weight: 1, arbitrary: shaped("[%0, %1]", inner, inner) },
      { weight: 1, arbitrary: shaped("$%0($)", fc.constantFrom(...unary)) },
      { weight: 1, arbitrary: fc.constantFrom("$", "$$") },
    ),
  };
});

export const expressionArbitrary = expression;
