import jsonata from "jsonata";
import { expressionJail } from "./expression-jail.ts";
import { EXPRESSION_LIMITS } from "./expression-limits.ts";
import type { RandomSequence } from "./seeded-random.ts";

/**
 * JSONata functions that are replaced: those that depend on the clock or on chance read recorded values, so that a replay
 * gives the same result, those that turn a few characters into gigabytes are bounded, and those that would keep this process
 * busy with a large argument leave it to the jail, where there is one.
 *
 * They are registered once per expression, and only where the expression names them. The recorded values of one evaluation
 * travel as a binding under a name that no expression can write, because it holds a space.
 */
export interface RecordedValues {
  /** What `$now()` and `$millis()` give: milliseconds since 1970. */
  readonly nowMs: number;
  /** What `$random()` and `$shuffle()` draw from: numbers in [0, 1). */
  readonly random: RandomSequence;
}

const RECORDED = "recorded values";

export const recordedBinding = (recorded: RecordedValues): Record<string, unknown> => ({ [RECORDED]: recorded });

export class ExpressionTooLarge extends Error {}

type Implementation = (this: jsonata.Focus, ...args: never[]) => unknown;
interface GuardedFunction {
  readonly signature: string;
  readonly readsRecorded: boolean;
  readonly implementation: Implementation;
}

export const recordedOf = (focus: jsonata.Focus): RecordedValues => focus.environment.lookup(RECORDED) as RecordedValues;

const GUARDED: Readonly<Record<string, GuardedFunction>> = {
  now: {
    signature: "<s?s?:s>",
    readsRecorded: true,
    async implementation(picture?: string, timezone?: string) {
      checkPicture(picture);
      return callBuiltIn("fromMillis", this, [recordedOf(this).nowMs, picture, timezone]);
    },
  },
  millis: {
    signature: "<:n>",
    readsRecorded: true,
    implementation() {
      return recordedOf(this).nowMs;
    },
  },
  random: {
    signature: "<:n>",
    readsRecorded: true,
    implementation() {
      return recordedOf(this).random();
    },
  },
  shuffle: {
    signature: "<a:a>",
    readsRecorded: true,
    implementation(items?: readonly unknown[]) {
      return items === undefined ? undefined : shuffled(items, recordedOf(this).random);
    },
  },
  /** Fills what the picture leaves out from the current date, which must be the recorded one. */
  toMillis: {
    signature: "<s-s?:n>",
    readsRecorded: true,
    async implementation(timestamp?: string, picture?: string) {
      if (timestamp !== undefined && picture !== undefined && expressionJail()) checkMatches(timestamp, picture);
      const environment = { timestamp: new Date(recordedOf(this).nowMs) };
      return callBuiltIn("toMillis", { environment }, [timestamp, picture]);
    },
  },
  fromMillis: {
    signature: "<n-s?s?:s>",
    readsRecorded: false,
    async implementation(millis?: number, picture?: string, timezone?: string) {
      if (millis !== undefined) checkPicture(picture);
      return callBuiltIn("fromMillis", this, [millis, picture, timezone]);
    },
  },
  pad: {
    signature: "<s-ns?:s>",
    readsRecorded: false,
    async implementation(text: string | undefined, width: number, filler?: string) {
      if (text !== undefined && Math.abs(width) > EXPRESSION_LIMITS.padWidth) {
        throw new ExpressionTooLarge(`$pad to a width of ${width} exceeds the limit of ${EXPRESSION_LIMITS.padWidth} characters`);
      }
      return callBuiltIn("pad", this, [text, width, filler]);
    },
  },
};

/**
 * Replaces the functions that the expression names, or all where it may call any (`$eval`); answers whether one of them reads
 * recorded values.
 */
export function registerGuardedFunctions(expression: jsonata.Expression, names: ReadonlySet<string> | undefined): boolean {
  let readsRecorded = false;
  for (const [name, guarded] of Object.entries(GUARDED)) {
    if (names && !names.has(name)) continue;
    register(expression, name, guarded);
    readsRecorded ||= guarded.readsRecorded;
  }
  for (const [name, large] of Object.entries(LARGE)) {
    if (names?.has(name)) register(expression, name, { ...large, readsRecorded: false, implementation: checked(name, large) });
  }
  return readsRecorded;
}

function register(expression: jsonata.Expression, name: string, { implementation, signature }: GuardedFunction): void {
  expression.registerFunction(name, implementation as (this: jsonata.Focus, ...args: unknown[]) => unknown, signature);
}

/** Inside-out Fisher–Yates, as JSONata does it. */
function shuffled(items: readonly unknown[], random: () => number): unknown[] {
  const result: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const other = Math.floor(random() * (index + 1));
    if (other !== index) result[index] = result[other];
    result[other] = item;
  }
  return result;
}

/** A date component padded to thousands of digits has no meaning but costs memory. */
function checkPicture(picture: string | undefined): void {
  if (picture !== undefined && /\[[^\]]*,[^\]]*\d{4}/.test(picture)) {
    throw new ExpressionTooLarge(`The picture "${picture.slice(0, 80)}" asks for a component of more than 999 digits`);
  }
}

/** Enough for every time that a person would write. */
const MOST_MATCHES = 1_000_000;

/**
 * JSONata makes a regular expression of a picture, for the platform's engine: a group for each component, which takes digits or
 * letters as far as they go. Where it does not match, each group has been tried at every length of the run that it stands in.
 */
function checkMatches(timestamp: string, picture: string): void {
  const components = picture.split("[").length - 1;
  const isInWords = /\[\w[wW]/.test(picture);
  const runs = timestamp.match(isInWords ? /\d+|[a-z ,-]+/gi : /\d+|[a-z]+/gi) ?? [];
  const longest = Math.max(1, ...runs.map(({ length }) => length));
  if (longest ** components > MOST_MATCHES) {
    throw new ExpressionTooLarge(`The picture "${picture.slice(0, 80)}" can be matched in too many ways to be tried here`);
  }
}

interface LargeFunction {
  readonly signature: string;
  /** As JSONata has them: it reads the names and the number of parameters from the function. */
  readonly parameters: string;
  /** Largest first argument, in characters of a text or items of an array. */
  readonly most: number;
}

const TEXT = EXPRESSION_LIMITS.textLength;
/** JSONata needs time by the square of the number of items. */
const SQUARE = 3_000;

/** Functions whose time or memory is that of their first argument or worse, and which nothing can interrupt. */
const LARGE: Readonly<Record<string, LargeFunction>> = {
  length: { signature: "<s-:n>", parameters: "str", most: TEXT },
  substring: { signature: "<s-nn?:s>", parameters: "str, start, length", most: TEXT },
  uppercase: { signature: "<s-:s>", parameters: "str", most: TEXT },
  lowercase: { signature: "<s-:s>", parameters: "str", most: TEXT },
  trim: { signature: "<s-:s>", parameters: "str", most: TEXT },
  contains: { signature: "<s-(sf):b>", parameters: "str, token", most: TEXT / 10 },
  match: { signature: "<s-f<s:o>n?:a<o>>", parameters: "str, regex, limit", most: TEXT / 10 },
  replace: { signature: "<s-(sf)(sf)n?:s>", parameters: "str, pattern, replacement, limit", most: TEXT / 10 },
  split: { signature: "<s-(sf)n?:a<s>>", parameters: "str, separator, limit", most: TEXT / 10 },
  join: { signature: "<a<s>s?:s>", parameters: "strs, separator", most: TEXT / 10 },
  sort: { signature: "<af?:a>", parameters: "arr, comparator", most: SQUARE },
  distinct: { signature: "<x:x>", parameters: "arr", most: SQUARE },
  // Handed to $reduce, it copies all it has gathered again and again, and nothing looks at the time between two calls.
  append: { signature: "<xx:a>", parameters: "arg1, arg2", most: SQUARE },
  spread: { signature: "<x-:a<o>>", parameters: "arg", most: SQUARE },
};

function checked(name: string, { parameters, most }: LargeFunction): Implementation {
  const implementation = async function (this: jsonata.Focus, ...args: unknown[]): Promise<unknown> {
    const size = sizeOf(args[0]) + (name === "append" ? sizeOf(args[1]) : 0);
    if (expressionJail() && size > most) {
      throw new ExpressionTooLarge(`$${name} of more than ${most} characters or items is not evaluated here`);
    }
    return callBuiltIn(name, this, args);
  };
  Object.defineProperty(implementation, "length", { value: parameters.split(",").length });
  return Object.assign(implementation, { toString: () => `function ${name}(${parameters}) {}` });
}

function sizeOf(value: unknown): number {
  if (!Array.isArray(value)) return typeof value === "string" ? value.length : 0;
  let size = value.length;
  for (const item of value) if (typeof item === "string") size += item.length / 100;
  return size;
}

interface BuiltIn {
  readonly implementation: (this: unknown, ...args: unknown[]) => unknown;
}

const builtIns = new Map<string, Promise<BuiltIn>>();

/** JSONata does not export its functions, but an expression that is only the name of one evaluates to it. */
async function callBuiltIn(name: string, focus: unknown, args: unknown[]): Promise<unknown> {
  let builtIn = builtIns.get(name);
  if (builtIn === undefined) {
    builtIn = jsonata(`$${name}`).evaluate(null) as Promise<BuiltIn>;
    builtIns.set(name, builtIn);
  }
  return (await builtIn).implementation.apply(focus, args);
}
