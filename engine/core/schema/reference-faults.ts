import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { toPointer } from "../pointer.ts";
import type { SchemaFault } from "./inspect-schema.ts";
import { DATA_KEYWORDS, readReference, SCHEMA_MAPS } from "./schema-document.ts";

/**
 * What is wrong with references inside one schema, `#` and `#/$defs/...`: one that leads nowhere, one that comes back to itself
 * before it looks at any part of a value, so that no check would end, and those that multiply, so that one value is checked
 * thousands of times at one place. Schemas that contain themselves by their fields or items are none of these.
 */
export function referenceFaults(schema: JsonValue): SchemaFault[] {
  const reading: Reading = { root: schema, costs: new Map(), faults: [] };
  visit(schema, [], reading);
  return reading.faults;
}

interface Reading {
  readonly root: JsonValue;
  /** How many schemas are applied where one is; `open` while that is worked out. */
  readonly costs: Map<JsonObject, number | "open">;
  readonly faults: SchemaFault[];
}

type Path = readonly (string | number)[];

/** Wide choices have some hundreds. */
const MOST_AT_ONE_PLACE = 5_000;

function visit(value: JsonValue, path: Path, reading: Reading): void {
  if (isJsonArray(value)) value.forEach((each, index) => visit(each, [...path, index], reading));
  if (!isJsonObject(value)) return;
  if (!reading.costs.has(value)) costOf(value, path, reading);
  for (const [keyword, member] of Object.entries(value)) {
    if (member === undefined || DATA_KEYWORDS.has(keyword)) continue;
    if (!SCHEMA_MAPS.has(keyword) || !isJsonObject(member)) visit(member, [...path, keyword], reading);
    else for (const [name, each] of Object.entries(member)) visit(each!, [...path, keyword, name], reading);
  }
}

function costOf(schema: JsonValue | undefined, path: Path, reading: Reading): number {
  if (!isJsonObject(schema)) return 1;
  const known = reading.costs.get(schema);
  if (known === "open") return fault(reading, path, "refers back to itself before it looks at any part of the value");
  if (known !== undefined) return known;
  reading.costs.set(schema, "open");
  let cost = 1;
  for (const [part, place] of appliedBeside(schema, path, reading)) cost += costOf(part, place, reading);
  reading.costs.set(schema, cost > MOST_AT_ONE_PLACE ? 1 : cost);
  return cost > MOST_AT_ONE_PLACE ? fault(reading, path, `applies more than ${MOST_AT_ONE_PLACE} schemas to one value`) : cost;
}

const LISTS = ["allOf", "anyOf", "oneOf"];
const SINGLE = ["not", "if", "then", "else"];

/** The schemas that look at the same value as the one they stand in, with where they are named. */
function appliedBeside(schema: JsonObject, path: Path, reading: Reading): readonly (readonly [JsonValue | undefined, Path])[] {
  const { $ref: reference } = schema;
  const lists = LISTS.flatMap((keyword) => {
    const list = schema[keyword];
    return isJsonArray(list) ? list.map((each, index) => [each, [...path, keyword, index]] as const) : [];
  });
  const single = SINGLE.map((keyword) => [schema[keyword], [...path, keyword]] as const);
  if (typeof reference !== "string" || readReference(reference).type !== "local") return [...lists, ...single];
  const target = targetOf(reference, reading.root);
  if (target === undefined)
    fault(reading, [...path, "$ref"], `"${reference}" leads nowhere: there is no such part in the schema`);
  return [...lists, ...single, [target, [...path, "$ref"]]];
}

function targetOf(reference: string, root: JsonValue): JsonValue | undefined {
  let target: JsonValue | undefined = root;
  for (const part of reference.slice(1).split("/").slice(1)) {
    const name = unescaped(part);
    if (isJsonArray(target)) target = target[Number(name)];
    else target = isJsonObject(target) && Object.hasOwn(target, name) ? target[name] : undefined;
  }
  return target;
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
}

function fault({ faults }: Reading, path: Path, message: string): 1 {
  faults.push({ path: toPointer(path), message });
  return 1;
}
