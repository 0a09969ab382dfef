import type { OutputUnit } from "@cfworker/json-schema";
import { isJsonObject, type JsonValue } from "../json.ts";
import { followPath, fromPointer, toPointer } from "../pointer.ts";
import { PATTERN_FORMAT } from "./schema-document.ts";

export interface SchemaError {
  /** JSON pointer into the value; empty for the value itself. */
  readonly path: string;
  readonly keyword: string;
  /** What was expected and what was there, to follow the name of the field: `must be a number, got "ten"`. */
  readonly message: string;
  /** For keyword `required`: the member that is not there. */
  readonly missing?: string;
}

/**
 * The validator reports every level: "a property does not match", "the reference does not match", and at the bottom what
 * is wrong. Only the bottom is kept. Of `anyOf` and `oneOf`, whose branches all failed, the branch that got furthest
 * speaks; when none got further than the value itself, the choice as a whole does.
 */
export function describeErrors(units: readonly OutputUnit[], value: JsonValue): SchemaError[] {
  const located = units.map((unit, index) => withOwnLocation(unit, units[index - 1]));
  const specific = withoutWrappers(located.flatMap((unit) => withoutLostBranches(unit, located)));
  const seen = new Set<string>();
  const errors: SchemaError[] = [];
  for (const unit of specific) {
    const error = describe(unit, value);
    const key = `${error.path} ${error.message}`;
    if (!seen.has(key)) errors.push(error);
    seen.add(key);
  }
  return errors;
}

/** The validator gives a refusal by `false` the place in the value for its place in the schema; the unit before it is its keyword. */
const withOwnLocation = (unit: OutputUnit, before: OutputUnit | undefined): OutputUnit =>
  unit.keyword === "false" && before !== undefined ? { ...unit, keywordLocation: `${before.keywordLocation}/false` } : unit;

const CHOICES: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

/** Keeps a unit unless it belongs to a branch of a choice that does not speak. */
function withoutLostBranches(unit: OutputUnit, units: readonly OutputUnit[]): OutputUnit[] {
  const choices = units.filter((choice) => CHOICES.has(choice.keyword) && isInside(unit, choice));
  return choices.every((choice) => branchOf(unit, choice) === speakingBranch(choice, units)) ? [unit] : [];
}

const isInside = (unit: OutputUnit, outer: OutputUnit): boolean =>
  unit !== outer &&
  unit.keywordLocation.startsWith(`${outer.keywordLocation}/`) &&
  startsAt(unit.instanceLocation, outer.instanceLocation);

const startsAt = (location: string, outer: string): boolean => location === outer || location.startsWith(`${outer}/`);

const branchOf = (unit: OutputUnit, choice: OutputUnit): string =>
  unit.keywordLocation.slice(choice.keywordLocation.length + 1).split("/", 1)[0]!;

function speakingBranch(choice: OutputUnit, units: readonly OutputUnit[]): string | undefined {
  const branches = Map.groupBy(
    units.filter((unit) => isInside(unit, choice)),
    (unit) => branchOf(unit, choice),
  );
  const further = [...branches].filter(([, inside]) => !inside.some((unit) => isAboutValueItself(unit, choice)));
  return further.toSorted(([, left], [, right]) => left.length - right.length)[0]?.[0];
}

/** A wrong type or constant of the chosen value: this branch was not meant at all. */
const isAboutValueItself = (unit: OutputUnit, choice: OutputUnit): boolean =>
  unit.instanceLocation === choice.instanceLocation && ["type", "const", "enum", "false"].includes(unit.keyword);

/** Drops units that only say that something inside them is wrong. */
function withoutWrappers(units: readonly OutputUnit[]): OutputUnit[] {
  return units.filter((unit) => !units.some((other) => isInside(other, unit)));
}

function describe(unit: OutputUnit, value: JsonValue): SchemaError {
  const path = fromPointer(decodeURI(unit.instanceLocation.slice(1)));
  const missing = unit.keyword === "required" ? { missing: missingOf(unit) } : {};
  return { path: toPointer(path), keyword: keywordOf(unit), message: messageOf(unit, followPath(value, path)), ...missing };
}

const missingOf = ({ error }: OutputUnit): string => error.slice(error.indexOf('"') + 1, error.lastIndexOf('"'));

const patternOf = (unit: OutputUnit): string | undefined => {
  const start = unit.error.indexOf(PATTERN_FORMAT);
  return unit.keyword === "format" && start !== -1 ? unit.error.slice(start + PATTERN_FORMAT.length, -2) : undefined;
};

const keywordOf = (unit: OutputUnit): string => (patternOf(unit) === undefined ? unit.keyword : "pattern");

function messageOf(unit: OutputUnit, got: JsonValue | undefined): string {
  const quoted = [...unit.error.matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
  const pattern = patternOf(unit);
  if (pattern !== undefined) return `must match the pattern ${pattern}, got ${shown(got)}`;
  switch (unit.keyword) {
    case "type":
      return `must be of type ${quoted.slice(1).join(" or ")}, got ${shown(got)}`;
    case "required":
      return `has no "${missingOf(unit)}", which is required`;
    case "enum":
      return `must be one of ${afterPrefix(unit.error, "Instance does not match any of ")}, got ${shown(got)}`;
    case "const":
      return `must be ${afterPrefix(unit.error, "Instance does not match ")}, got ${shown(got)}`;
    case "format":
      return `must be a valid ${quoted[0]}, got ${shown(got)}`;
    case "false":
      return "is not a known field";
    case "anyOf":
    case "oneOf":
      return `fits none, or more than one, of the shapes that are allowed here, got ${shown(got)}`;
    default:
      return otherMessage(unit.error);
  }
}

const afterPrefix = (error: string, prefix: string): string => error.slice(prefix.length, -1);

/** "Array has too few items (0 < 1)." is "has too few items (0 < 1)"; "1 is less than 3." gets words before it. */
function otherMessage(error: string): string {
  const text = error.replace(/\.$/, "").replace(/^(Array|String|Instance) (?=[a-z])/, "");
  return /^(has|is|does|may|must|matched) /.test(text) ? text : `is not valid: ${text}`;
}

function shown(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isJsonObject(value)) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
