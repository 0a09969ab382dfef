import { parseDuration } from "../../../core/duration.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import { fieldOf, intrinsicOf, isJsonata, jsonataOf, member, pathOf, payloadOf, type AslScope } from "./asl-expression.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { conditionOf } from "./choice-condition.ts";
import { listOf } from "./machine-data.ts";

/** The first of these that is there: outputs of ways of which one was taken. */
export const firstOf = (ways: readonly string[]): string =>
  ways.length === 0
    ? "null"
    : ways.reduceRight((rest, way) => `$exists(${way}) ? ${way} : ${rest.includes(" ? ") ? `(${rest})` : rest}`);

export function durationOf(seconds: JsonValue | undefined): string | undefined {
  if (typeof seconds !== "number" || seconds < 0) return undefined;
  const text = `PT${Math.round(seconds * 1_000) / 1_000}S`;
  return parseDuration(text) === undefined ? undefined : text;
}

export const argumentsOf = (source: JsonObject, scope: AslScope): string => {
  const given = source["Arguments"] ?? source["Parameters"];
  return given === undefined ? scope.data : payloadOf(given, scope);
};

export function passed(source: JsonObject, scope: AslScope): string {
  if (source["Output"] !== undefined) return payloadOf(source["Output"], scope);
  const given = source["Result"] === undefined ? argumentsOf(source, scope) : JSON.stringify(source["Result"]);
  return outOf(placed(source["ResultPath"], given, scope.data), source["OutputPath"], scope);
}

export const outputOf = (source: JsonObject, scope: AslScope): string =>
  source["Output"] === undefined ? outOf(scope.data, source["OutputPath"], scope) : payloadOf(source["Output"], scope);

export const outOf = (data: string, path: JsonValue | undefined, scope: AslScope): string =>
  typeof path === "string" && path !== "$" ? pathOf(path, { ...scope, data: `(${data})` }) : data;

/** `result` put into the input at a reference path. */
export function placed(path: JsonValue | undefined, result: string, input: string): string {
  if (path === null) return input;
  if (typeof path !== "string" || path === "$") return result;
  if (/[[\]]/.test(path)) throw new UntranslatableText(`Its result goes to ${path}: write where as JSONata.`);
  const [first = "", ...rest] = path.replace(/^\$\./, "").split(".");
  const inner = rest.length === 0 ? result : placed(`$.${rest.join(".")}`, result, member(input, first));
  return `$merge([${input}, { ${JSON.stringify(first)}: ${inner} }])`;
}

export function choiceConfig(source: JsonObject, scope: AslScope): JsonObject {
  const cases = listOf(source["Choices"]).map((rule, index) => ({ port: `case${index + 1}`, when: conditionOf(rule, scope) }));
  return { cases };
}

export function waitConfig(source: JsonObject, scope: AslScope): JsonObject {
  const { Seconds: seconds, SecondsPath: secondsPath, Timestamp: moment, TimestampPath: momentPath } = source;
  if (typeof seconds === "number") return { duration: durationOf(seconds) ?? "PT1S" };
  const worked =
    typeof secondsPath === "string" ? pathOf(secondsPath, scope) : isJsonata(seconds) ? jsonataOf(seconds, scope) : undefined;
  if (worked !== undefined) return { duration: `="PT" & $string(${worked}) & "S"` };
  if (typeof momentPath === "string") return { until: `=${pathOf(momentPath, scope)}` };
  return { until: fieldOf(moment, scope) };
}

export function failConfig(source: JsonObject, scope: AslScope): JsonObject {
  const said = (name: string): string | undefined => {
    const path = source[`${name}Path`];
    if (typeof path === "string") return intrinsicOf(path, scope);
    const value = source[name];
    return value === undefined ? undefined : payloadOf(value, scope);
  };
  const [error, cause] = [said("Error"), said("Cause")];
  const literal = [source["Error"], source["Cause"]].filter((part) => typeof part === "string" && !isJsonata(part)).join(": ");
  const output = [...(error === undefined ? [] : [`"error": ${error}`]), ...(cause === undefined ? [] : [`"cause": ${cause}`])];
  return {
    outcome: "failed",
    ...(literal === "" ? {} : { message: literal.slice(0, 1_000) }),
    ...(output.length === 0 ? {} : { output: `={ ${output.join(", ")} }` }),
  };
}

export function itemsOf(source: JsonObject, scope: AslScope): string {
  const items = source["Items"];
  if (items !== undefined) return isJsonata(items) ? jsonataOf(items, scope) : JSON.stringify(items);
  return typeof source["ItemsPath"] === "string" ? pathOf(source["ItemsPath"], scope) : scope.data;
}

export function concurrencyOf({ MaxConcurrency: max }: JsonObject): JsonObject {
  if (typeof max !== "number") return {};
  return { concurrency: max === 0 ? 40 : Math.min(200, max) };
}

export function toleranceOf({ ToleratedFailurePercentage: percent, ToleratedFailureCount: count }: JsonObject): JsonObject {
  if (typeof percent === "number") return { tolerate: `${Math.min(100, Math.round(percent))}%` };
  return typeof count === "number" ? { tolerate: count } : {};
}
