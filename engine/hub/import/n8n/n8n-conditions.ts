import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import type { ScriptNames } from "../script-expression.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { inside, listOf } from "./n8n-node.ts";
import { textOf } from "./n8n-text.ts";

const OPERATIONS: Readonly<Record<string, (left: string, right: string) => string>> = {
  equals: (left, right) => `${left} = ${right}`,
  notEquals: (left, right) => `${left} != ${right}`,
  gt: (left, right) => `${left} > ${right}`,
  gte: (left, right) => `${left} >= ${right}`,
  lt: (left, right) => `${left} < ${right}`,
  lte: (left, right) => `${left} <= ${right}`,
  regex: (left, right) => `$contains(${left}, ${pattern(right)})`,
  notRegex: (left, right) => `$not($contains(${left}, ${pattern(right)}))`,
  endsWith: (left, right) => `($substring(${left}, -$length(${right})) = ${right})`,
  startsWith: (left, right) => `($substring(${left}, 0, $length(${right})) = ${right})`,
  contains: (left, right) => `$contains(${left}, ${right})`,
  notContains: (left, right) => `$not($contains(${left}, ${right}))`,
  exists: (left) => `$exists(${left})`,
  notExists: (left) => `$not($exists(${left}))`,
  empty: (left) => `$not($boolean(${left}))`,
  notEmpty: (left) => `$boolean(${left})`,
  true: (left) => `${left} = true`,
  false: (left) => `${left} = false`,
};

/** A text that is a pattern, with or without slashes around it. */
function pattern(code: string): string {
  if (!code.startsWith('"')) throw new UntranslatableText("Its pattern is worked out at run time: use a branch in JSONata.");
  const text = JSON.parse(code) as string;
  const [, inner = text, flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  return `/${inner.replaceAll(/(?<!\\)\//g, "\\/")}/${flags.replaceAll(/[^im]/g, "")}`;
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
const DEFAULTS: Readonly<Record<string, { readonly operation: string; readonly value: JsonValue }>> = {
  string: { operation: "equal", value: "" },
  number: { operation: "smaller", value: 0 },
  boolean: { operation: "equal", value: false },
};

/** The conditions of an `if`, a `filter` or one rule of a `switch`, as one condition in JSONata. */
export function conditionsOf(parameters: JsonObject, names: ScriptNames): string {
  const given = parameters["conditions"];
  const listed = listOf(inside(given, "conditions"));
  const rules = listed.length > 0 ? listed.map((rule) => ruleOf(rule, names)) : firstRules(given, names);
  if (rules.length === 0) throw new UntranslatableText("Its conditions cannot be read: use a branch with conditions in JSONata.");
  const isAny = inside(given, "combinator") === "or" || parameters["combineOperation"] === "any";
  return rules.join(isAny ? " or " : " and ");
}

const ruleOf = (rule: JsonObject, names: ScriptNames): string =>
  compared(String(inside(rule["operator"], "operation")), rule["leftValue"], rule["rightValue"], names);

function firstRules(given: JsonValue | undefined, names: ScriptNames): readonly string[] {
  return Object.entries(isJsonObject(given) ? given : {}).flatMap(([type, rules]) =>
    listOf(rules).map((rule) => {
      const otherwise = DEFAULTS[type];
      if (otherwise === undefined)
        throw new UntranslatableText(`Its comparison of ${type} is not known here: use a branch with a condition in JSONata.`);
      const operation = String(rule["operation"] ?? otherwise.operation);
      const { value } = otherwise;
      return compared(FIRST[operation] ?? operation, rule["value1"] ?? value, rule["value2"] ?? value, names);
    }),
  );
}

/** Cases of a switch of the first version, whose rules name the output they lead to. */
export function firstSwitch(parameters: JsonObject, rules: readonly JsonObject[], names: ScriptNames): readonly JsonObject[] {
  const otherwise = DEFAULTS[String(parameters["dataType"] ?? "number")] ?? DEFAULTS["string"]!;
  const conditions = rules.map((rule) => {
    const operation = String(rule["operation"] ?? otherwise.operation);
    const { value } = otherwise;
    return compared(FIRST[operation] ?? operation, parameters["value1"] ?? value, rule["value2"] ?? value, names);
  });
  const outputs = rules.map((rule) => Number(rule["output"] ?? 0));
  const fallback = Number(parameters["fallbackOutput"] ?? -1);
  return Array.from({ length: Math.max(...outputs, fallback) + 1 }, (_, output) => {
    const own = conditions.filter((__, index) => outputs[index] === output);
    const rest = output === fallback ? [`$not(${conditions.join(" or ")})`] : [];
    return { port: `case${output}`, when: [...own, ...rest].join(" or ") || "false" };
  });
}

function compared(operation: string, left: JsonValue | undefined, right: JsonValue | undefined, names: ScriptNames): string {
  const make = OPERATIONS[operation];
  if (make === undefined)
    throw new UntranslatableText(`Its comparison "${operation}" is not known here: use a branch with a condition in JSONata.`);
  return make(`(${textOf(left, names)})`, textOf(right, names));
}
