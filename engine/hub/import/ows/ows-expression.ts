import { isJsonArray, isJsonObject, type JsonValue } from "../../../core/json.ts";
import { once, pathStep, type Value } from "../script/script-value.ts";
import { objectAt } from "../object-at.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { holds, jqToJsonata, type JqScope } from "./jq-to-jsonata.ts";

/** What expressions of a task see. */
export interface OwsScope {
  /** JSONata of `.`. */
  readonly data: string;
  /** Of `$input`, where that is something else. */
  readonly input?: string;
  readonly output?: string;
  readonly taskName: string;
  /** Items and errors by the names that tasks around give them. */
  readonly names: ReadonlyMap<string, string>;
}

const EXPRESSION = /^\s*\$\{([\s\S]*)\}\s*$/;

/** A text in `${ … }`; marked so that what is not one stays a plain text. */
type JqText = string & { readonly [JQ]: true };
declare const JQ: unique symbol;

export const isExpression = (value: unknown): value is JqText => typeof value === "string" && EXPRESSION.test(value);

/** The JSONata of a text that is always an expression, with or without `${ … }`. */
export function expressionOf(text: string, scope: OwsScope): Value {
  return jqToJsonata(EXPRESSION.exec(text)?.[1] ?? text, jqScope(scope));
}

function jqScope({ data, input, output, taskName, names }: OwsScope): JqScope {
  const known: Readonly<Record<string, Value | undefined>> = {
    context: { code: "vars.context" },
    input: { code: input ?? data },
    output: output === undefined ? undefined : { code: output },
    workflow: object({
      id: { code: "run.id", is: "text" },
      input: { code: "input" },
      startedAt: object({ iso8601: { code: "run.startedAt", is: "text" } }),
    }),
    task: object({ name: { code: JSON.stringify(taskName), is: "text" } }),
  };
  return {
    here: { code: data },
    variable: (name) => {
      const own = names.get(name);
      return own === undefined ? (Object.hasOwn(known, name) ? known[name] : undefined) : { code: own };
    },
  };
}

const object = (members: Readonly<Record<string, Value>>): Value => ({
  code: "null",
  member: (name) => {
    if (Object.hasOwn(members, name)) return members[name];
    throw new UntranslatableText(`What ".${name}" says about the run is not known here: write the expression as JSONata.`);
  },
});

/** The JSONata of a value in which texts may be expressions. A member that an expression finds nothing for is `null`. */
export function valueCode(value: JsonValue | undefined, scope: OwsScope): string {
  if (isExpression(value)) return orNull(expressionOf(value, scope));
  if (isJsonArray(value)) return listCode(value, scope);
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${valueCode(each, scope)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

const orNull = (value: Value): string =>
  value.is !== undefined || value.isNothing === true
    ? value.code
    : once("_given", value, ({ code }) => `($exists(${code}) ? ${code} : null)`);

/** A list as an entry of a list stays one. */
function listCode(values: readonly JsonValue[], scope: OwsScope): string {
  const entries = values.map((each) => valueCode(each, scope));
  const isOpen = values.some((each) => isExpression(each));
  if (!isOpen) return `[${entries.join(", ")}]`;
  const lists = entries.map((code, index) =>
    isExpression(values[index]) ? `($type(${code}) = "array" ? [[${code}]] : [${code}])` : `[${code}]`,
  );
  return lists.reduce((all, one) => `$append(${all}, ${one})`);
}

/** The same as a field of a config: plain where nothing in it is worked out. */
export function fieldOf(value: JsonValue | undefined, scope: OwsScope): JsonValue {
  if (isExpression(value)) return `=${expressionOf(value, scope).code}`;
  if (typeof value === "string") return value.startsWith("=") ? `\\${value}` : value;
  if (isJsonArray(value)) return JSON.stringify(value).includes("${") ? `=${valueCode(value, scope)}` : value;
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fieldOf(each, scope)]));
}

/** An address with places such as `{petId}`, which are members of what is at hand. */
export function addressField(address: string, scope: OwsScope): string {
  if (isExpression(address)) return `=${expressionOf(address, scope).code}`;
  const parts = address.split(/\{([A-Za-z_][\w.]*)\}/);
  if (parts.length === 1) return address;
  const codes = parts.flatMap((part, index) => {
    if (index % 2 === 0) return part === "" ? [] : [JSON.stringify(part)];
    return [`$encodeUrlComponent($string(${[placeOf(part, scope)].join("")}))`];
  });
  return `=${codes.join(" & ")}`;
}

function placeOf(name: string, { data, names }: OwsScope): string {
  const [first = "", ...rest] = name.split(".");
  const own = names.get(first);
  const from = own ?? `${data}.${pathStep(first)}`;
  return [from, ...rest.map(pathStep)].join(".");
}

const UNITS: readonly (readonly [string, string])[] = [
  ["hours", "H"],
  ["minutes", "M"],
  ["seconds", "S"],
];

/** A duration: in ISO 8601, an expression of one, or an object of its parts. */
export function durationField(value: JsonValue | undefined, scope: OwsScope): string {
  if (isExpression(value)) return `=${expressionOf(value, scope).code}`;
  if (typeof value === "string") return value;
  const parts = objectAt(value, "duration");
  if (Object.values(parts).some((part) => typeof part !== "number"))
    throw new UntranslatableText("How long it takes cannot be read: write an ISO 8601 duration.");
  const number = (name: string): number => Number(parts[name] ?? 0);
  const days = number("days");
  const seconds = number("seconds") + number("milliseconds") / 1_000;
  const time = UNITS.map(([name, letter]) => [name === "seconds" ? seconds : number(name), letter] as const).filter(
    ([amount]) => amount !== 0,
  );
  const clock = time.map(([amount, letter]) => `${amount}${letter}`).join("");
  return days === 0 && clock === "" ? "PT0S" : `P${days === 0 ? "" : `${days}D`}${clock === "" ? "" : `T${clock}`}`;
}

/** The JSONata of a condition: in jq everything holds but `false` and `null`. */
export const conditionOf = (text: string, scope: OwsScope): string => holds(expressionOf(text, scope));
