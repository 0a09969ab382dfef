import { isJsonObject, type JsonObject, type JsonValue } from "../../../../core/json.ts";
import { isEmpty, type ScriptNames, type Value } from "../../script/script-value.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, objectIn } from "../n8n-node.ts";
import { valueOf } from "../n8n-text.ts";
import { written } from "../../written.ts";

type Compare = (left: string, right: string) => string;

const TEXT: Readonly<Record<string, Compare>> = {
  contains: (left, right) => `$contains(${left}, ${right})`,
  notContains: (left, right) => `$not($contains(${left}, ${right}))`,
  startsWith: (left, right) => `($substring(${left}, 0, $length(${right})) = ${right})`,
  notStartsWith: (left, right) => `$not($substring(${left}, 0, $length(${right})) = ${right})`,
  endsWith: (left, right) => `($substring(${left}, -$length(${right})) = ${right})`,
  notEndsWith: (left, right) => `$not($substring(${left}, -$length(${right})) = ${right})`,
};
const LIST: Readonly<Record<string, Compare>> = {
  contains: (left, right) => `${right} in ${left}`,
  notContains: (left, right) => `$not(${right} in ${left})`,
  lengthEquals: (left, right) => `$count(${left}) = ${right}`,
  lengthNotEquals: (left, right) => `$count(${left}) != ${right}`,
  lengthGt: (left, right) => `$count(${left}) > ${right}`,
  lengthLt: (left, right) => `$count(${left}) < ${right}`,
  lengthGte: (left, right) => `$count(${left}) >= ${right}`,
  lengthLte: (left, right) => `$count(${left}) <= ${right}`,
};
const ANY: Readonly<Record<string, Compare>> = {
  equals: (left, right) => `${left} = ${right}`,
  notEquals: (left, right) => `$not(${left} = ${right})`,
  gt: (left, right) => `${left} > ${right}`,
  gte: (left, right) => `${left} >= ${right}`,
  lt: (left, right) => `${left} < ${right}`,
  lte: (left, right) => `${left} <= ${right}`,
  after: (left, right) => `${left} > ${right}`,
  afterOrEquals: (left, right) => `${left} >= ${right}`,
  before: (left, right) => `${left} < ${right}`,
  beforeOrEquals: (left, right) => `${left} <= ${right}`,
  exists: (left) => `($exists(${left}) and ${left} != null)`,
  notExists: (left) => `($not($exists(${left})) or ${left} = null)`,
  empty: isEmpty,
  notEmpty: (left) => `$not(${isEmpty(left)})`,
  true: (left) => `${left} = true`,
  false: (left) => `${left} = false`,
};
/** They ask about one value. */
const ALONE: ReadonlySet<string> = new Set(["exists", "notExists", "empty", "notEmpty", "true", "false"]);

export interface Comparison {
  readonly type: string;
  readonly operation: string;
  readonly left: JsonValue | undefined;
  readonly right: JsonValue | undefined;
  readonly ignoresCase?: boolean;
  readonly isLoose?: boolean;
}

export function comparisonOf({ type, operation, left, right, ignoresCase, isLoose }: Comparison, names: ScriptNames): string {
  const [first, second] = [valueOf(left, names), valueOf(right, names)];
  if (operation === "regex" || operation === "notRegex") return matches(first, second, operation === "regex");
  const table =
    type === "array" && Object.hasOwn(LIST, operation) ? LIST : type === "array" || !Object.hasOwn(TEXT, operation) ? ANY : TEXT;
  const make = Object.hasOwn(table, operation) ? table[operation] : undefined;
  if (make === undefined)
    throw new UntranslatableText(
      `It compares by "${operation}", which is not known here: use a branch with a condition in JSONata.`,
    );
  const read = ALONE.has(operation) ? (value: Value) => value.code : reader(type, ignoresCase === true, isLoose === true);
  return make(bracketed(read(first)), bracketed(read(second)));
}

/** A comparison of numbers, moments or texts without regard to their case reads both sides as such. */
function reader(type: string, ignoresCase: boolean, isLoose: boolean): (value: Value) => string {
  if (type === "number")
    return ({ code, is, literal }) =>
      literal !== undefined && literal !== "" && Number.isFinite(Number(literal))
        ? String(Number(literal))
        : is === "number" || !isLoose
          ? code
          : `$number(${code})`;
  if (type === "dateTime") return ({ code }) => `$toMillis(${code})`;
  if (type === "string" && ignoresCase) return ({ code }) => `$lowercase(${code})`;
  if (type === "string" && isLoose) return ({ code, is }) => (is === "text" ? code : `$string(${code})`);
  return ({ code }) => code;
}

const bracketed = (code: string): string =>
  /^(?:[\w$.`]+|"(?:[^"\\]|\\.)*"|-?[\d.]+|\$\w+\([^()]*\))$/.test(code) ? code : `(${code})`;

/** A text that is a pattern, with or without slashes around it. */
function matches({ code }: Value, { literal }: Value, isWanted: boolean): string {
  if (literal === undefined) throw new UntranslatableText("Its pattern is worked out at run time: use a branch in JSONata.");
  const [, inner = literal, flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(literal) ?? [];
  const found = `$contains(${code}, /${inner.replaceAll(/(?<!\\)\//g, "\\/")}/${flags.replaceAll(/[^im]/g, "")})`;
  return isWanted ? found : `$not(${found})`;
}

/** Operations of the first version by what they are called now. */
const FIRST: Readonly<Record<string, string>> = {
  equal: "equals",
  notEqual: "notEquals",
  larger: "gt",
  largerEqual: "gte",
  smaller: "lt",
  smallerEqual: "lte",
  isEmpty: "empty",
  isNotEmpty: "notEmpty",
};

/** What the first version left out of the file because it was the default. */
const DEFAULTS: Readonly<Record<string, { readonly operation: string; readonly value: JsonValue; readonly type: string }>> = {
  string: { operation: "equal", value: "", type: "string" },
  number: { operation: "smaller", value: 0, type: "number" },
  boolean: { operation: "equal", value: false, type: "boolean" },
  dateTime: { operation: "after", value: "", type: "dateTime" },
};

/** The conditions of an `if`, a `filter` or one rule of a `switch`, as one condition in JSONata. */
export function conditionsOf(parameters: JsonObject, names: ScriptNames): string {
  const given = parameters["conditions"];
  const isLoose =
    inside(parameters["options"], "looseTypeValidation") === true ||
    inside(objectIn(given, "options"), "typeValidation") === "loose";
  const ignoresCase =
    inside(objectIn(given, "options"), "caseSensitive") === false || inside(parameters["options"], "ignoreCase") === true;
  const listed = listOf(inside(given, "conditions"));
  const rules =
    listed.length > 0 ? listed.map((rule) => ruleOf(rule, { ignoresCase, isLoose }, names)) : firstRules(given, names);
  if (rules.length === 0) throw new UntranslatableText("Its conditions cannot be read: use a branch with conditions in JSONata.");
  const isAny = inside(given, "combinator") === "or" || parameters["combineOperation"] === "any";
  return rules.length === 1 ? rules[0]! : rules.map((rule) => `(${rule})`).join(isAny ? " or " : " and ");
}

const ruleOf = (rule: JsonObject, how: { ignoresCase: boolean; isLoose: boolean }, names: ScriptNames): string =>
  comparisonOf(
    {
      type: written(inside(rule["operator"], "type") ?? "string"),
      operation: written(inside(rule["operator"], "operation") ?? "equals"),
      left: rule["leftValue"],
      right: rule["rightValue"],
      ...how,
    },
    names,
  );

function firstRules(given: JsonValue | undefined, names: ScriptNames): readonly string[] {
  return Object.entries(isJsonObject(given) ? given : {}).flatMap(([type, rules]) =>
    listOf(rules).map((rule) => {
      const otherwise = Object.hasOwn(DEFAULTS, type) ? DEFAULTS[type] : undefined;
      if (otherwise === undefined)
        throw new UntranslatableText(`Its comparison of ${type} is not known here: use a branch with a condition in JSONata.`);
      return firstComparison(rule, otherwise.type, written(rule["operation"] ?? otherwise.operation), otherwise.value, names);
    }),
  );
}

/** A rule of the first versions of `if` and `switch`. */
export const firstComparison = (
  rule: JsonObject,
  type: string,
  operation: string,
  otherwise: JsonValue,
  names: ScriptNames,
): string =>
  comparisonOf(
    { type, operation: FIRST[operation] ?? operation, left: rule["value1"] ?? otherwise, right: rule["value2"] ?? otherwise },
    names,
  );
