import jsonata from "jsonata";
import { BoundedCache } from "../../core/expression/bounded-cache.ts";
import { guard, toEvaluationError, type GuardedExpression } from "../../core/expression/evaluate-guarded.ts";
import { readFacts, type AstNode } from "../../core/expression/expression-facts.ts";
import type { JailAnswer, JailRequest } from "../../core/expression/expression-jail.ts";
import { JAIL_LIMITS } from "../../core/expression/expression-limits.ts";
import type { CallableMapping } from "../../core/expression/mappings/call-mapping.ts";
import { declaredBy } from "../../core/expression/mappings/declared-schemas.ts";
import { USE_MAPPING } from "../../core/expression/mappings/mapping-uses.ts";
import { LinearRegex } from "../../core/expression/regex/linear-regex.ts";
import { toPlainJson } from "../../core/expression/plain-result.ts";
import { randomFrom } from "../../core/expression/seeded-random.ts";

/**
 * What a process of the jail does with a request. Nothing here protects against expressions that hurt: that is what the
 * process is for.
 */
export async function evaluateInJail(request: JailRequest): Promise<JailAnswer> {
  const { source, mappings, input, bindings, nowMs, randomState, resultCharacters } = request;
  const random = randomFrom(randomState);
  began = process.cpuUsage();
  try {
    const { evaluate } = compiledExpressions.getOrMake(keyOf(source, mappings), () => compile(source, mappings));
    const value = toPlainJson(await evaluate(input, { nowMs, random }, bindings), resultCharacters);
    return { ...(value === undefined ? {} : { value }), randomState: random.state };
  } catch (error) {
    const failure = toEvaluationError(error);
    // JSONata would name the limit that it reads from us.
    const message = `Evaluation timeout after ${JAIL_LIMITS.timeoutMs} milliseconds. Check for infinite loop`;
    return { error: failure.limit === "time" ? { ...failure, message } : failure, randomState: random.state };
  }
}

type Mappings = JailRequest["mappings"];

const compiledExpressions = new BoundedCache<CompiledExpression>(200);

interface CompiledExpression extends GuardedExpression, CallableMapping {
  readonly evaluate: GuardedExpression["evaluate"];
}

const keyOf = (source: string, mappings: Mappings): string => (mappings ? JSON.stringify([source, mappings]) : source);

function compile(source: string, mappings: Mappings): CompiledExpression {
  const limits = new Guardrails();
  const compiled = jsonata(source, limits);
  const facts = readFacts(compiled.ast() as unknown as AstNode);
  const mayCallAny = facts.variables.has("eval");
  // As in the guarded tier, as long as it can be: the same engine finds the same.
  const isAllLinear = !mayCallAny && facts.regexes.every(({ regex }) => isLinear(regex));
  if (isAllLinear) limits.RegexEngine = LinearRegex as unknown as RegExpConstructor;
  const used = facts.variables.has(USE_MAPPING) && mappings ? { byKey: new MappingsWhenCalled(mappings) } : undefined;
  return { ...guard(compiled, mayCallAny ? undefined : facts.variables, used), needsCopy: facts.writesInput };
}

/** The mappings of an expression, each compiled when it is first called. That they do not call themselves was checked before. */
class MappingsWhenCalled extends Map<string, CallableMapping> {
  readonly #mappings: NonNullable<Mappings>;

  constructor(mappings: NonNullable<Mappings>) {
    super();
    this.#mappings = mappings;
  }

  override get(key: string): CallableMapping | undefined {
    const mapping = this.#mappings[key];
    if (mapping !== undefined && !this.has(key)) {
      this.set(key, { ...compile(mapping.expression, this.#mappings), declared: declaredBy(mapping) });
    }
    return super.get(key);
  }
}

/** When the evaluation began, by the processor's time. */
let began = process.cpuUsage();
let looks = 0;

/** How often JSONata looks at the time before we do: looking costs as much as evaluating a small part. */
const LOOKS = 64;

/** JSONata reads these as often as it evaluates a part. It would count the time of day; we count the processor's. */
class Guardrails {
  readonly stack = JAIL_LIMITS.stackDepth;
  readonly sequence = JAIL_LIMITS.sequenceLength;
  RegexEngine: RegExpConstructor = RegExp;

  get timeout(): number {
    looks++;
    if (looks % LOOKS !== 0) return Number.MAX_SAFE_INTEGER;
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000 > JAIL_LIMITS.timeoutMs ? Number.MIN_VALUE : Number.MAX_SAFE_INTEGER;
  }
}

function isLinear(regex: RegExp): boolean {
  try {
    new LinearRegex(regex);
    return true;
  } catch {
    return false;
  }
}
