import jsonata from "jsonata";
import { DOCUMENT_LIMITS } from "../flow/flow-document.ts";
import { compileBounded, type BoundedExpression } from "./bounded/compile-bounded.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { EXPRESSION_LIMITS } from "./expression-limits.ts";
import { readFacts, type AstNode, type ExpressionFacts } from "./expression-facts.ts";
import { LinearRegex } from "./linear-regex.ts";
import { registerGuardedFunctions } from "./guarded-functions.ts";

/** An expression that is safe to evaluate. Made once per source text and shared; holds no state of an evaluation. */
export interface ParsedExpression {
  readonly source: string;
  /** Ids of the nodes read as `steps.<id>`. */
  readonly references: readonly string[];
  /** Names of the scope that are read (`input`, `steps`, `vars`...); `*` when the scope is read as a whole. */
  readonly roots: readonly string[];
  /** JSONata would write a flag on arrays of its input, so it must be given a copy. */
  readonly needsCopy: boolean;
  /** Uses `$now`, `$random` or another function that depends on recorded values. */
  readonly needsRecorded: boolean;
  readonly compiled: jsonata.Expression;
  /** `bounded`: cost linear in the input, evaluated in place. `guarded`: evaluated by JSONata, with limits. */
  readonly tier: "bounded" | "guarded";
  /** Why the expression is not bounded, as one sentence; absent where it is. */
  readonly guardedBecause?: string;
  readonly bounded?: BoundedExpression;
}

export type ParseResult = { readonly ok: true; readonly expression: ParsedExpression } | ParseFailure;

export interface ParseFailure {
  readonly ok: false;
  readonly code: "expression/syntax" | "expression/forbidden-function" | "expression/too-long";
  /** What is wrong, as one sentence without the expression itself. */
  readonly message: string;
  /** 0-based offset into the source: just after the token that is wrong. */
  readonly position: number;
}

const parsedExpressions = new BoundedCache<ParseResult>(5_000);
const encoder = new TextEncoder();

/** Functions that would run text as code, which is never allowed. */
const FORBIDDEN_FUNCTIONS = ["eval"];

/** Parses JSONata and checks everything that can be checked without a value. Never throws; results are cached by source. */
export function parseExpression(source: string): ParseResult {
  // Text that is certainly too long is not kept as a key.
  if (source.length > DOCUMENT_LIMITS.expressionBytes) return tooLong(source.length);
  return parsedExpressions.getOrMake(source, () => parseSource(source));
}

function tooLong(bytes: number): ParseFailure {
  const message = `The expression has ${bytes} bytes; the limit is ${DOCUMENT_LIMITS.expressionBytes}.`;
  return { ok: false, code: "expression/too-long", message, position: 0 };
}

function parseSource(source: string): ParseResult {
  const bytes = encoder.encode(source).length;
  if (bytes > DOCUMENT_LIMITS.expressionBytes) return tooLong(bytes);
  try {
    const compiled = jsonata(source, {
      timeout: EXPRESSION_LIMITS.timeoutMs,
      stack: EXPRESSION_LIMITS.stackDepth,
      sequence: EXPRESSION_LIMITS.sequenceLength,
      RegexEngine: LinearRegex as unknown as RegExpConstructor,
    });
    const ast = compiled.ast() as unknown as AstNode;
    const facts = readFacts(ast);
    return findForbidden(source, facts) ?? findSlowRegex(facts) ?? { ok: true, expression: toParsed(source, compiled, facts) };
  } catch (error) {
    return describeParseError(error);
  }
}

function toParsed(source: string, compiled: jsonata.Expression, facts: ExpressionFacts): ParsedExpression {
  const bounding = compileBounded(compiled.ast() as unknown as AstNode);
  return {
    ...(bounding.tier === "bounded" ? { bounded: bounding.evaluate } : { guardedBecause: bounding.reason }),
    tier: bounding.tier,
    source,
    references: [...facts.references],
    roots: [...facts.roots],
    needsCopy: facts.keepsArrays,
    needsRecorded: registerGuardedFunctions(compiled, facts.variables),
    compiled,
  };
}

function findForbidden(source: string, facts: ExpressionFacts): ParseFailure | undefined {
  const name = FORBIDDEN_FUNCTIONS.find((forbidden) => facts.variables.has(forbidden));
  if (name === undefined) return undefined;
  const message = `The function $${name} runs text as code and is not available.`;
  return { ok: false, code: "expression/forbidden-function", message, position: source.indexOf(`$${name}`) };
}

function findSlowRegex(facts: ExpressionFacts): ParseFailure | undefined {
  for (const { regex, position } of facts.regexes) {
    try {
      new LinearRegex(regex);
    } catch (error) {
      return { ok: false, code: "expression/syntax", message: `${(error as SyntaxError).message}.`, position };
    }
  }
  return undefined;
}

function describeParseError(error: unknown): ParseFailure {
  if (error instanceof RangeError) {
    return { ok: false, code: "expression/syntax", message: "The expression is nested too deeply.", position: 0 };
  }
  const { message, position } = error as { message?: unknown; position?: unknown };
  const sentence = typeof message === "string" && message !== "" ? message : "The expression cannot be read";
  return { ok: false, code: "expression/syntax", message: `${sentence}.`, position: typeof position === "number" ? position : 0 };
}
