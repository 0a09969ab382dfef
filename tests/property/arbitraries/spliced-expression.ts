import fc from "fast-check";
import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";
import type { SyntaxNode } from "#engine/core/expression/syntax/syntax-node.ts";
import { walk } from "#engine/core/expression/syntax/visit.ts";
import { corpusCases, type CorpusCase } from "#tests/support/expression-corpus.ts";

/**
 * The cases of JSONata's test suite, put together anew: parts of an expression are replaced by parts of others, and its input
 * by that of another case. That reaches what a grammar of ours would not think of, since it is written in JSONata's own.
 */
interface Part {
  readonly start: number;
  readonly end: number;
}

interface SyntaxCase {
  readonly test: CorpusCase;
  readonly parts: readonly Part[];
}

/** What takes long, or forever, is for other tests. */
const mayTakeLong = ({ expr }: CorpusCase): boolean => expr.length > 400 || /\$inf\(|\.\.\s*1e/.test(expr);

function partsOf(root: SyntaxNode): readonly Part[] {
  const parts: Part[] = [];
  walk(root, (node) => void parts.push({ start: node.start, end: node.end }));
  return parts;
}

const cases: readonly SyntaxCase[] = corpusCases
  .filter((test) => !mayTakeLong(test))
  .flatMap((test) => {
    const tree = parseSyntax(test.expr);
    return tree.ok ? [{ test, parts: partsOf(tree.root) }] : [];
  });

/** Written in the place of a part, each says what it is: values that JSONata treats apart. */
const ODD_PARTS = [
  ..."$ $$ null true false 0 -0 1e300 1e-7 0.1 -1 '' [] {} * ** % [[]] [1] [[1]] [null] nothing".split(" "),
  ..."'é' '😀' [1..3] (1;2) ($) $sum $uppercase function($x){$x} {'a':1} [1,'a'] -1.5 ($x:=1)".split(" "),
  "'a' & 1",
  "$map(?, $string)",
  "/a|b/",
  "/[a-z]+/i",
];

/** Written around a part. */
const AROUND = [
  ..."%[0] %[] %[-1] (%) [%] {'k':%} -(%) (%).$ (%).* $string(%) $count(%) $exists(%) (%)[] (%)^($)".split(" "),
  "(% ~> $string)",
  "$map(%, function($v, $i) { $v })",
  "(% = %)",
  "(% & %)",
  "(% in %)",
  "(% ? % : 1)",
  "(% ?: 'd')",
  "(% ?? 'd')",
  "%#$i.($i)",
  "%{ $string($): $ }",
  "$append(%, %)",
  "$sort(%)",
  "$distinct(%)",
  "$keys(%)",
  "$each(%, function($v, $k) { $k })",
  "$sift(%, function($v) { $v })",
  "$reduce(%, function($a, $b) { $a & $b })",
  "$spread(%)",
  "$merge(%)",
  "$single(%)",
  "$zip(%, %)",
  "$lookup(%, 'a')",
  "$type(%)",
  "$number(%)",
  "$boolean(%)",
  "$not(%)",
  "(% ~> |$|{'n': 1}|)",
  "$map(%, function($v) { $keys($v) })",
  "$map(%, function($v) { $map($v, function($w) { $w }) })",
  "$map(%, function($v) { $v ? $filter($v, function($w) { $w }) : $lookup($v, 'a') })",
  "$each(%, function($v) { $filter($v, function($w) { $w }) })",
  "$filter(%, function($v) { $map($v, function($w) { $w }) })",
  "$sift(%, function($v) { $map($v, function($w) { $w }) })",
  "$reduce(%, function($a, $b) { $map($b, function($w) { [$a, $w] }) })",
  "$sort(%, function($a, $b) { $filter($a, function($w) { $w > $b }) })",
  "{'r': $map(%, function($v) { ($u := $v; $map($v, function($w) { $each($w, function($x) { $x }) })) })}",
  "[$map(%, function($v) { $map($v, function($w) { $w }) })]",
  "$contains(%, /b|x/i)",
  "$match(%, /(a)|(.)/)",
  "$split(%, /\\s/)",
  "$replace(%, /[aeiou]/, '<$0>')",
  "$substring(%, 1, 2)",
  "$formatNumber(%, '#,##0.0')",
  "$join(%, ',')",
];

const index = fc.nat({ max: 1_000_000 });
const one = <Item>(items: readonly Item[], at: number): Item => items[at % items.length]!;

function fragment({ kind, from, at }: { readonly kind: number; readonly from: number; readonly at: number }): string {
  if (kind % 4 === 0) return one(ODD_PARTS, at);
  const { test, parts } = one(cases, from);
  const { start, end } = one(parts, at);
  return test.expr.slice(start, end);
}

const changeArbitrary = fc.record({ kind: index, from: index, at: index, place: index, around: index });

function changed(source: string, change: { readonly kind: number; from: number; at: number; place: number; around: number }) {
  const tree = parseSyntax(source);
  if (!tree.ok) return source;
  const { start, end } = one(partsOf(tree.root), change.place);
  const old = source.slice(start, end);
  const put =
    change.kind % 5 === 1
      ? one(AROUND, change.around).replaceAll("%", () => old)
      : withParentheses(fragment(change), change.around);
  const made = source.slice(0, start) + put + source.slice(end);
  return parseSyntax(made).ok ? made : source;
}

const withParentheses = (text: string, at: number): string => (at % 3 === 0 ? `(${text})` : text);

export interface SplicedCase {
  readonly expr: string;
  readonly over: CorpusCase;
}

export const splicedArbitrary: fc.Arbitrary<SplicedCase> = fc
  .record({ from: index, over: index, changes: fc.array(changeArbitrary, { minLength: 1, maxLength: 4 }) })
  .map(({ from, over, changes }) => {
    const { test } = one(cases, from);
    const expr = changes.reduce(changed, test.expr);
    return { expr, over: over % 3 === 0 ? one(cases, over).test : test };
  });
