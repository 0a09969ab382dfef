import { refuse } from "./script-tokens.ts";

/** The expressions of other tools (JavaScript in braces, JUEL, FEEL), as far as they name something. */
export interface ScriptNames {
  /** JSONata of a name that stands by itself, such as `$json`; `undefined` when it is not known. */
  name(name: string): Value | undefined;
  /** Of `$('Name')` and `$node["Name"]`. */
  call?(name: string, argument: string): Value | undefined;
  /** Told of whatever is only nearly the same in JSONata. */
  doubt?(what: string): void;
  /** Told where a date is read or written in the time zone of its place. */
  onLocalDate?(): void;
  /** JUEL and FEEL: `and` and `or` take booleans and give one, `+` adds, and `=` compares values of one type. */
  readonly isStrict?: boolean;
  /** An object that is written with this member, and at most those that only wrap it, is that member. */
  readonly wrapper?: { readonly of: string; readonly besides: ReadonlySet<string> };
}

export type ValueType = "text" | "number" | "boolean" | "list" | "object";

export interface Value {
  readonly code: string;
  /** Members after it are looked up here, e.g. `json` and `item` of a reference to a node. */
  readonly member?: (name: string) => Value | undefined;
  /** Where it is known. */
  readonly is?: ValueType;
  readonly literal?: string;
  /** A regular expression; a global one means all its matches. */
  readonly isPattern?: boolean;
  readonly isGlobal?: boolean;
  readonly isNothing?: boolean;
  /** Of a list: how members of its entries are looked up. */
  readonly each?: (name: string, entry: string) => Value | undefined;
}

export const literal = (text: string): Value => ({ code: JSON.stringify(text), is: "text", literal: text });
export const NOTHING: Value = { code: "null", isNothing: true };

const PLAIN = /^[A-Za-z_]\w*$/;
const WORDS = /^(?:and|or|in|true|false|null|function)$/;

/** A name as a step of a path, in backticks where JSONata needs them. */
export function pathStep(name: string): string {
  if (name.includes("`")) throw refuse(name);
  return PLAIN.test(name) && !WORDS.test(name) ? name : `\`${name}\``;
}

export function memberOf(value: Value, name: string): Value {
  const own = value.member?.(name);
  if (own !== undefined) return own;
  if (name === "length") return lengthOf(value);
  if (value.is === "text" || value.is === "number" || value.is === "boolean") throw refuse(`.${name}`);
  return { code: `${value.code}.${pathStep(name)}` };
}

function lengthOf({ code, is }: Value): Value {
  if (is === "text") return { code: `$length(${code})`, is: "number" };
  if (is === "list") return { code: `$count(${code})`, is: "number" };
  return { code: `($type(${code}) = "string" ? $length(${code}) : $count(${code}))`, is: "number" };
}

/** What counts as true in JavaScript: anything but nothing, `false`, 0 and empty text; empty lists and objects do. */
export const truthOf = (value: Value): string =>
  value.is === "boolean"
    ? value.code
    : once("_asked", value, ({ code }) => `($exists(${code}) and $not(${code} in [null, false, 0, ""]))`);

/** An entry of a list by its place. What is written in brackets is looked up in the entries, so that it is worked out before. */
export const entryAt = (list: string, place: string): string =>
  /^(?:-?\d+|\$\w+)$/.test(place) ? `${list}[${place}]` : `($_place := ${place}; ${list}[$_place])`;

export const isEmpty = (code: string): string =>
  `($not($exists(${code})) or ${code} = null or ${code} = "" or ${code} = [] or ${code} = {})`;

const isMissing = (code: string): string => `($not($exists(${code})) or ${code} = null)`;

export function combine(operator: string, left: Value, right: Value, { isStrict = false, doubt }: ScriptNames): Value {
  if (operator === "??") {
    const code = once("_left", left, (known) => `(${isMissing(known.code)} ? ${right.code} : ${known.code})`);
    return sameType({ code }, left, right);
  }
  if (operator === "=" || operator === "!=" || operator === "==" || operator === "!==")
    return compared(operator, left, right, isStrict);
  if (operator === "or" || operator === "and") return logical(operator, left, right, isStrict);
  if (operator === "+") return added(left, right, isStrict);
  if (/^[<>]/.test(operator)) return { code: `${left.code} ${operator} ${right.code}`, is: "boolean" };
  if (left.is === "text" || right.is === "text") throw refuse(operator);
  if (operator === "%") doubt?.("% of a negative number");
  return { code: `${left.code} ${operator} ${right.code}`, is: "number" };
}

function sameType(value: Value, left: Value, right: Value): Value {
  return left.is !== undefined && left.is === right.is ? { ...value, is: left.is } : value;
}

/** `==` of JavaScript finds a number equal to a text that looks like it, and `null` equal to nothing. */
function compared(operator: string, left: Value, right: Value, isStrict: boolean): Value {
  const isSame = operator === "=" || operator === "==";
  const not = (code: string): Value => ({ code: isSame ? code : `$not(${code})`, is: "boolean" });
  if (right.isNothing === true) return not(isMissing(left.code));
  if (left.isNothing === true) return not(isMissing(right.code));
  const isLoose = !isStrict && (operator === "=" || operator === "!=");
  const number = isLoose && left.is === undefined && right.is === "number" && /^[\d.]+$/.test(right.code);
  if (number) return not(`(${left.code} in [${right.code}, "${right.code}"])`);
  // `!=` of JSONata does not hold for what is not there.
  return not(`${left.code} = ${right.code}`);
}

function logical(operator: "or" | "and", left: Value, right: Value, isStrict: boolean): Value {
  if (isStrict || (left.is === "boolean" && right.is === "boolean"))
    return { code: `${left.code} ${operator} ${right.code}`, is: "boolean" };
  const code = once("_left", left, (known) => {
    const [yes, no] = operator === "or" ? [known.code, right.code] : [right.code, known.code];
    return `(${truthOf(known)} ? ${yes} : ${no})`;
  });
  return sameType({ code }, left, right);
}

/** Adds numbers, and puts texts one behind the other: what JavaScript does is decided by the values. */
function added(left: Value, right: Value, isStrict: boolean): Value {
  if (left.is === "text" || right.is === "text") return { code: `${left.code} & ${right.code}`, is: "text" };
  if (isStrict || (left.is === "number" && right.is === "number")) return { code: `${left.code} + ${right.code}`, is: "number" };
  const code = once("_left", left, (first) => once("_right", right, (second) => addedAtRunTime(first, second)));
  return { code };
}

function addedAtRunTime(left: Value, right: Value): string {
  const unknown = [left, right].filter(({ is }) => is !== "number").map(({ code }) => `$type(${code}) = "number"`);
  return `(${unknown.join(" and ")} ? ${left.code} + ${right.code} : ${left.code} & ${right.code})`;
}

/** What is named several times is worked out once, unless it is a mere path. */
export function once(name: string, value: Value, use: (value: Value) => string): string {
  if (/^[\w$.`"]{1,80}$/.test(value.code)) return use(value);
  return `($${name} := ${value.code}; ${use({ ...value, code: `$${name}` })})`;
}
