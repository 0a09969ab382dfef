import jsonata from "jsonata";
import { DOCUMENT_LIMITS } from "../flow/flow-document.ts";
import { compileBounded, type Bounding } from "./bounded/compile-bounded.ts";
import type { BoundedExpression } from "./bounded/frame.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { EXPRESSION_LIMITS } from "./expression-limits.ts";
import { readFacts, type AstNode, type ExpressionFacts } from "./expression-facts.ts";
import { guard, toEvaluationError, type GuardedExpression } from "./evaluate-guarded.ts";
import type { EvaluationError } from "./expression-jail.ts";
import { patienceMs } from "./guarded-turns.ts";
import { jailReason, type JailReason } from "./jail-reason.ts";
import { noMappings, resolveMappings, type LinkedMappings } from "./mappings/linked-mappings.ts";
import type { MappingBundle } from "./mappings/mapping-bundle.ts";
import { mappingUses, USE_MAPPING, type MappingUse, type MappingUses } from "./mappings/mapping-uses.ts";
import { LinearRegex } from "./regex/linear-regex.ts";
import { parseSyntax } from "./syntax/parse-syntax.ts";
import type { TextRange } from "./syntax/syntax-node.ts";
import type { Tier } from "./tier.ts";

/** An expression that is safe to evaluate. Made once per source text and shared; holds no state of an evaluation. */
export interface ParsedExpression {
  readonly source: string;
  /** Ids of the nodes read as `steps.<id>`. */
  readonly references: readonly string[];
  /** Where the text names them, in order; `start` to `end` is the bare id, without backticks. */
  readonly referencePlaces: readonly ReferencePlace[];
  /** Variables of the environment that are read as `env.<name>`; `*` where `env` is read without saying which. */
  readonly environmentNames: readonly string[];
  /** Names of the scope that are read (`input`, `steps`, `vars`...); `*` when the scope is read as a whole. */
  readonly roots: readonly string[];
  /** More of the scope may be read than `roots` says. */
  readonly mayReadScope: boolean;
  /** JSONata would write on arrays of its input, so it must be given a copy. */
  readonly needsCopy: boolean;
  /** Uses `$now`, `$random` or another function that depends on recorded values. */
  readonly needsRecorded: boolean;
  /** JSONata's own evaluation; absent where only the jail can do it. */
  readonly guarded?: GuardedExpression;
  readonly bounded?: BoundedExpression;
  /** What evaluating it over nothing costs in the bounded tier. */
  readonly weight: number;
  /** The reusable mappings it applies, in the order of the text. */
  readonly uses: readonly MappingUse[];
  /** All mappings it needs, those that mappings use included. */
  readonly mappings: MappingBundle;
  /** What decides these, `tierOf` tells with its reason. */
  readonly tier: Tier;
  readonly tierReason?: string;
  readonly tierSpan?: TextRange;
}

export interface ReferencePlace {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

export type ParseResult = { readonly ok: true; readonly expression: ParsedExpression } | ParseFailure;

export interface ParseFailure {
  readonly ok: false;
  readonly code:
    | "expression/syntax"
    | "expression/forbidden-function"
    | "expression/too-long"
    | "expression/mapping-use"
    | "expression/unknown-mapping"
    | "expression/mapping-cycle";
  /** What is wrong, as one sentence without the expression itself. */
  readonly message: string;
  /** 0-based offset into the source: just after the token that is wrong. */
  readonly position: number;
  /** JSONata's own words for a syntax error. */
  readonly reason?: EvaluationError;
}

export interface ParseOptions {
  /** Accepts `$eval`, which only ever runs in the jail. What is part of a flow must be readable without being run. */
  readonly allowsEval?: boolean;
  /** What `$useMapping` finds. Without it, an expression that uses a mapping is read, and cannot be evaluated. */
  readonly mappings?: MappingBundle | undefined;
}

const parsedExpressions = new BoundedCache<ParseResult>(5_000);
const encoder = new TextEncoder();

/** Functions that would run text as code, which is never allowed. */
const FORBIDDEN_FUNCTIONS = ["eval"];

/** Parses JSONata and checks everything that can be checked without a value. Never throws; results are cached by source. */
export function parseExpression(source: string, { allowsEval = false, mappings }: ParseOptions = {}): ParseResult {
  // Text that is certainly too long is not kept as a key.
  if (source.length > DOCUMENT_LIMITS.expressionBytes) return tooLong(source.length);
  const alone = parsedExpressions.getOrMake(`${allowsEval ? "+" : "-"}${source}`, () => parseSource(source, allowsEval));
  if (!alone.ok || alone.expression.uses.length === 0 || mappings === undefined) return alone;
  return linkedWith(mappings).getOrMake(source, () => link(alone.expression, mappings, []));
}

/** A bundle belongs to a document and lives as long, so what was linked with it is kept beside it. */
const linkedExpressions = new WeakMap<MappingBundle, BoundedCache<ParseResult>>();

function linkedWith(mappings: MappingBundle): BoundedCache<ParseResult> {
  const known = linkedExpressions.get(mappings) ?? new BoundedCache<ParseResult>(1_000);
  linkedExpressions.set(mappings, known);
  return known;
}

function link({ source, uses }: ParsedExpression, bundle: MappingBundle, within: readonly string[]): ParseResult {
  const linked = resolveMappings(uses, bundle, within, (mapping, around) => {
    const alone = parseExpression(mapping);
    if (!alone.ok || alone.expression.uses.length === 0) return alone;
    return linkedWith(bundle).getOrMake(mapping, () => link(alone.expression, bundle, around));
  });
  return "byKey" in linked ? parseSource(source, false, linked) : linked;
}

function tooLong(bytes: number): ParseFailure {
  const message = `The expression has ${bytes} bytes; the limit is ${DOCUMENT_LIMITS.expressionBytes}.`;
  return { ok: false, code: "expression/too-long", message, position: 0 };
}

function parseSource(source: string, allowsEval: boolean, linked: LinkedMappings = noMappings): ParseResult {
  const bytes = encoder.encode(source).length;
  if (bytes > DOCUMENT_LIMITS.expressionBytes) return tooLong(bytes);
  try {
    const guardrails = new Guardrails();
    const compiled = jsonata(source, guardrails);
    const facts = readFacts(compiled.ast() as unknown as AstNode);
    const forbidden = allowsEval ? undefined : findForbidden(source, facts);
    if (forbidden) return forbidden;
    const used = usesOf(source, facts);
    if (!used.ok) return { ok: false, code: "expression/mapping-use", message: `${used.message}.`, position: used.position };
    return { ok: true, expression: toParsed({ source, compiled, facts, guardrails, uses: used.uses }, linked) };
  } catch (error) {
    return describeParseError(error);
  }
}

function usesOf(source: string, { variables }: ExpressionFacts): MappingUses {
  if (!variables.has(USE_MAPPING)) return { ok: true, uses: [] };
  const syntax = parseSyntax(source);
  return syntax.ok ? mappingUses(syntax) : { ok: false, message: "The use of a mapping cannot be read", position: 0 };
}

/** JSONata reads these as often as it evaluates a part of the expression. */
class Guardrails {
  stack = 0;
  readonly sequence = EXPRESSION_LIMITS.sequenceLength;
  readonly RegexEngine = LinearRegex as unknown as RegExpConstructor;

  get timeout(): number {
    return patienceMs();
  }
}

interface Reading {
  readonly source: string;
  readonly compiled: jsonata.Expression;
  readonly facts: ExpressionFacts;
  readonly guardrails: Guardrails;
  readonly uses: readonly MappingUse[];
}

function toParsed({ source, compiled, facts, guardrails, uses }: Reading, linked: LinkedMappings): ParsedExpression {
  const bounding = compileBounded(compiled.ast() as unknown as AstNode, linked.bounded);
  const slow = findSlowRegex(facts);
  const syntax = bounding.tier === "bounded" ? undefined : parseSyntax(source);
  const jailed = slow ?? (syntax?.ok ? jailReason(syntax) : undefined) ?? linked.jailed;
  if (jailed) guardrails.stack = EXPRESSION_LIMITS.stackDepth;
  const callable = { byKey: linked.byKey, patienceMs };
  const guarded = guard(compiled, facts.variables, uses.length === 0 ? undefined : callable);
  return {
    ...tierParts(bounding, jailed),
    ...(slow || facts.variables.has("eval") || linked.needsJail ? {} : { guarded }),
    source,
    uses,
    mappings: linked.bundled,
    references: [...facts.references],
    referencePlaces: placesOf(source, facts),
    environmentNames: [...facts.environmentNames],
    roots: [...facts.roots],
    mayReadScope: facts.mayReadScope,
    needsCopy: facts.writesInput,
    needsRecorded: guarded.needsRecorded || linked.needsRecorded,
  };
}

type TierParts = Pick<ParsedExpression, "bounded" | "weight" | "tier" | "tierReason" | "tierSpan">;

function tierParts(bounding: Bounding, jailed: JailReason | undefined): TierParts {
  const compiled = bounding.tier === "bounded" ? { bounded: bounding.evaluate, weight: bounding.weight } : { weight: 0 };
  if (jailed) return { ...compiled, tier: "jailed", tierReason: jailed.reason, tierSpan: jailed.span };
  return bounding.tier === "bounded"
    ? { ...compiled, tier: "bounded" }
    : { ...compiled, tier: "guarded", tierReason: bounding.reason };
}

/** JSONata says where a name ends; what stands before must be that name, in backticks or not. */
function placesOf(source: string, { referenceEnds }: ExpressionFacts): readonly ReferencePlace[] {
  const places = referenceEnds.flatMap(({ id, end }) => {
    const close = source[end - 1] === "`" ? end - 1 : end;
    return source.slice(close - id.length, close) === id ? [{ id, start: close - id.length, end: close }] : [];
  });
  return [...new Map(places.map((place) => [place.start, place])).values()].toSorted((left, right) => left.start - right.start);
}

function findForbidden(source: string, facts: ExpressionFacts): ParseFailure | undefined {
  const name = FORBIDDEN_FUNCTIONS.find((forbidden) => facts.variables.has(forbidden));
  if (name === undefined) return undefined;
  const message = `The function $${name} runs text as code and is not available.`;
  return { ok: false, code: "expression/forbidden-function", message, position: source.indexOf(`$${name}`) };
}

function findSlowRegex({ regexes }: ExpressionFacts): JailReason | undefined {
  for (const { regex, position } of regexes) {
    try {
      new LinearRegex(regex);
    } catch {
      const { length } = `/${regex.source}/${regex.flags.replace("g", "")}`;
      const span = { start: Math.max(0, position - length), end: position };
      return { reason: `The regular expression /${regex.source}/ cannot be matched in linear time.`, span };
    }
  }
  return undefined;
}

function describeParseError(error: unknown): ParseFailure {
  if (error instanceof RangeError) {
    return { ok: false, code: "expression/syntax", message: "The expression is nested too deeply.", position: 0 };
  }
  const { code, message, position } = error as { code?: unknown; message?: unknown; position?: unknown };
  const sentence = typeof message === "string" && message !== "" ? message : "The expression cannot be read";
  return {
    ok: false,
    code: "expression/syntax",
    message: `${sentence}.`,
    position: typeof position === "number" ? position : 0,
    ...(typeof code === "string" ? { reason: toEvaluationError(error) } : {}),
  };
}
