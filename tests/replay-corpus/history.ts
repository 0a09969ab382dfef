import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { canonicalJson } from "#engine/core/flow/canonical-hash.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { startRun, stepRun } from "#engine/core/machine/index.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { RunState } from "#engine/core/machine/run-state.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { publicState } from "./public-state.ts";

/** A recorded run: what happened, and what it meant after each event. One line of a corpus file. */
export interface History {
  readonly name: string;
  readonly runId: string;
  readonly flow: FlowDocument;
  readonly events: readonly RunEvent[];
  /** For each event, the hash of the public state after it and what the event changed there. */
  readonly after: readonly { readonly hash: string; readonly changes: readonly Change[] }[];
}

/** A JSON Pointer and the new value; without a value, the member is gone. */
export type Change = readonly [path: string, value?: JsonValue];

/** Folds the events of a run as this release does. */
export function* foldHistory({ runId, flow, events }: Pick<History, "runId" | "flow" | "events">): Generator<JsonObject> {
  const { plan, problems } = compileFlow(flow, nodeDefinitions);
  if (!plan) throw new Error(`The flow is not valid any more: ${JSON.stringify(problems)}`);
  let state: RunState | undefined;
  for (const event of events) {
    if (state) state = stepRun(plan, state, event).state;
    else if (event.type === "run.started") state = startRun(plan, runId, event).state;
    else throw new Error(`The history begins with ${event.type}.`);
    yield publicState(state);
  }
}

/** What is to be kept of a run. */
export function recordHistory(name: string, runId: string, flow: FlowDocument, events: readonly RunEvent[]): History {
  let before: JsonObject = {};
  const after = [...foldHistory({ runId, flow, events })].map((state) => {
    const changes = changesBetween(before, state, "");
    before = state;
    return { hash: hashOf(state), changes };
  });
  return { name, runId, flow, events, after };
}

export const hashOf = (state: JsonValue): string => createHash("sha256").update(canonicalJson(state)).digest("hex").slice(0, 16);

const isRecord = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

/** Lists count as one value: they are short, and what moved inside of one is seen at a glance. */
export function changesBetween(before: JsonObject, after: JsonObject, path: string): Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): Change[] => {
    const [from, to] = [before[key], after[key]];
    const here = `${path}/${escaped(key)}`;
    if (to === undefined) return [[here]];
    if (isRecord(from) && isRecord(to)) return changesBetween(from, to, here);
    return from !== undefined && canonicalJson(from) === canonicalJson(to) ? [] : [[here, to]];
  });
}

export function applyChanges(state: JsonObject, changes: readonly Change[]): JsonObject {
  const next = structuredClone(state) as Record<string, JsonValue>;
  for (const [path, value] of changes) {
    const keys = path
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop()!;
    const holder = keys.reduce<Record<string, JsonValue>>((at, key) => at[key] as Record<string, JsonValue>, next);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return next;
}

const FOLDER = import.meta.dirname;

export const corpusFiles = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(".jsonl.gz"))
    .toSorted();

export function readCorpus(file: string): readonly History[] {
  const text = gunzipSync(readFileSync(join(FOLDER, file))).toString("utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as History);
}
