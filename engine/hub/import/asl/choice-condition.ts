import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { isJsonata, jsonataOf, pathOf, type AslScope } from "./asl-expression.ts";
import { written } from "../written.ts";

type Comparison = (left: string, right: string) => string;

const OPERATORS: Readonly<Record<string, Comparison>> = {
  Equals: (left, right) => `${left} = ${right}`,
  LessThan: (left, right) => `${left} < ${right}`,
  LessThanEquals: (left, right) => `${left} <= ${right}`,
  GreaterThan: (left, right) => `${left} > ${right}`,
  GreaterThanEquals: (left, right) => `${left} >= ${right}`,
};

const TIMESTAMP = "/^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$/";
const TYPES: Readonly<Record<string, string>> = { String: "string", Numeric: "number" };

const TESTS: Readonly<Record<string, (left: string) => string>> = {
  IsPresent: (left) => `$exists(${left})`,
  IsNull: (left) => `${left} = null`,
  IsString: (left) => `$type(${left}) = "string"`,
  IsNumeric: (left) => `$type(${left}) = "number"`,
  IsBoolean: (left) => `$type(${left}) = "boolean"`,
  IsTimestamp: (left) => `($type(${left}) = "string" and $contains(${left}, ${TIMESTAMP}))`,
};

/** The JSONata of one rule of a Choice, JSONata or JSONPath. */
export function conditionOf(rule: JsonObject, scope: AslScope): string {
  const condition = rule["Condition"];
  if (isJsonata(condition)) return jsonataOf(condition, scope);
  if (typeof condition === "boolean") return written(condition);
  for (const [name, word] of [
    ["And", " and "],
    ["Or", " or "],
  ] as const) {
    const rules = rule[name];
    if (Array.isArray(rules))
      return rules
        .filter(isJsonObject)
        .map((each) => `(${conditionOf(each, scope)})`)
        .join(word);
  }
  if (isJsonObject(rule["Not"])) return `$not(${conditionOf(rule["Not"], scope)})`;
  return comparisonOf(rule, scope);
}

function comparisonOf(rule: JsonObject, scope: AslScope): string {
  const left = pathOf(written(rule["Variable"]), scope);
  for (const [name, value] of Object.entries(rule)) {
    const test = TESTS[name];
    if (test !== undefined) return value === false ? `$not(${test(left)})` : test(left);
    if (name === "StringMatches") return `$contains(${left}, ${wildcard(written(value))})`;
    const [, type, operator, isPath] = /^(String|Numeric|Boolean|Timestamp)(\w+?)(Path)?$/.exec(name) ?? [];
    const compare = OPERATORS[operator ?? ""];
    if (compare === undefined) continue;
    const right = isPath === undefined ? JSON.stringify(value ?? null) : pathOf(written(value), scope);
    if (type === "Timestamp") return compare(`$toMillis(${left})`, `$toMillis(${right})`);
    const kind = operator === "Equals" ? undefined : TYPES[type ?? ""];
    // A value of another type is neither less nor more.
    return kind === undefined ? compare(left, right) : `($type(${left}) = "${kind}" and ${compare(left, right)})`;
  }
  throw new UntranslatableText("A rule of this choice compares in a way that is not known here: write its condition as JSONata.");
}

const wildcard = (pattern: string): string =>
  `/^${pattern
    .split(/(?<!\\)\*/)
    .map((part) => part.replaceAll("\\*", "*").replaceAll("\\\\", "\\"))
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
    .join(".*")}$/`;

/** When an error of these names is meant, over the failures of this engine. `true` for any. */
export function catches(names: JsonValue | undefined): string {
  const list = isJsonArray(names) ? names.map(written) : [];
  if (list.includes("States.ALL") || list.includes("States.TaskFailed")) return "true";
  const each = list.map((name) =>
    name === "States.Timeout"
      ? '(error.code = "http/timeout" or error.code = "step/timeout" or error.code = "step/deadline" or error.code = "wait/timed-out")'
      : `$contains($string(error), ${JSON.stringify(name)})`,
  );
  return each.length === 0 ? "true" : each.join(" or ");
}
