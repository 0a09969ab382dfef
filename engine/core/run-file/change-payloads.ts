import { isJsonArray, isJsonObject, jsonItems, type JsonObject, type JsonValue } from "../json.ts";

/** Keys and indexes from the root of the file. */
export type Path = readonly (string | number)[];

/** What is made of the data of a run, while the engine's own words (ids, numbers, codes) stay. */
export interface PayloadChange {
  /** `name`: what the data is called by whoever wrote the flow, for a variable. */
  value(value: JsonValue, path: Path, name?: string): JsonValue;
  /** Words that may tell of data, such as the message of a failure. */
  text(text: string, path: Path): string;
}

type Change = (value: JsonValue, change: PayloadChange, path: Path) => JsonValue;

const whole: Change = (value, change, path) => change.value(value, path);
const words: Change = (value, change, path) => (typeof value === "string" ? change.text(value, path) : value);
const kept: Change = (value) => value;
const eachItem: Change = (value, change, path) => jsonItems(value).map((item, index) => change.value(item, [...path, index]));
/** By node: its id is no name of data. */
const eachOutput: Change = (value, change, path) => members(value, path, (member, at) => change.value(member, at));
const eachVariable: Change = (value, change, path) => members(value, path, (member, at, name) => change.value(member, at, name));
/** By id or key, which may be the name of anything. */
const eachEntry: Change = (value, change, path) => members(value, path, (member, at) => inParts(member, change, at));
/** What the turns of a container gave, as `[index, output]` in pieces. */
const eachResult: Change = (value, change, path) =>
  members(value, path, (pieces, at, name) =>
    name === "last"
      ? results(pieces, change, at)
      : jsonItems(pieces).map((piece, index) => results(piece, change, [...at, index])),
  );

const results: Change = (value, change, path) =>
  jsonItems(value).map((pair, index) => {
    const [turn, output] = jsonItems(pair);
    return turn === undefined || output === undefined ? pair : [turn, change.value(output, [...path, index, 1])];
  });

/** Where data stands in events and in the states that some of them carry, by the name of the member. */
const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ...["input", "output", "payload", "answer", "details", "initial"].map((key) => [key, whole] as const),
  ...["message", "comment", "reason", "title"].map((key) => [key, words] as const),
  ...["visits", "savepoints", "form", "snapshot", "lifecycle", "pages", "rules"].map((key) => [key, kept] as const),
  ...["active", "scopes", "chains", "arrivals"].map((key) => [key, eachEntry] as const),
  ...["vars", "env"].map((key) => [key, eachVariable] as const),
  ["outputs", eachOutput],
  ["items", eachItem],
  ["results", eachResult],
]);

/** The same event, or state, with its data changed. */
export function changePayloads<Part extends object>(part: Part, change: PayloadChange, path: Path): Part {
  // The change gives JSON for JSON, and the shape around the data stays.
  return inParts(part as unknown as JsonValue, change, path) as unknown as Part;
}

function inParts(value: JsonValue, change: PayloadChange, path: Path): JsonValue {
  if (isJsonArray(value)) return value.map((item, index) => inParts(item, change, [...path, index]));
  return members(value, path, (member, at, name) => (changes.get(name) ?? inParts)(member, change, at));
}

function members(value: JsonValue, path: Path, each: (member: JsonValue, at: Path, name: string) => JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const changed = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] =>
    member === undefined ? [] : [[name, each(member, [...path, name], name)]],
  );
  return Object.fromEntries(changed) satisfies JsonObject;
}
