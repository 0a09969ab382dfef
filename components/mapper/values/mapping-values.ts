import { evaluateOnSample, type Evaluation } from "#engine/core/expression/evaluate-on-sample.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { listTargetFields, type MappingModel, type TargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { readMapping } from "#engine/core/mapping/model/read-mapping.ts";
import { keyOf } from "../tree-rows.ts";
import { probeFor } from "./probe-text.ts";

/** What the fields of a mapping come to on sample data. */
export interface MappingValues {
  /** What the whole text gives; absent when it gives nothing or fails. */
  readonly output?: JsonValue;
  readonly failure?: ValueFailure;
  /** By key of a target row. */
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly durationMs: number;
  /** Not evaluated here: what could hurt is only evaluated where it can be stopped. */
  readonly isRemote?: boolean;
}

export interface FieldValue {
  /** Short, in one line. */
  readonly preview?: string;
  /** How many values there are when the field is in a list; the preview is of the first. */
  readonly count?: number;
  readonly failure?: ValueFailure;
}

export interface ValueFailure {
  readonly message: string;
  /** Place in the text of the mapping. */
  readonly start: number;
  readonly end: number;
}

const LONGEST_PREVIEW = 160;
/** A broken mapping is probed field by field; more would keep the person waiting. */
const MOST_PROBES = 200;

export async function mappingValues(text: string, sample: JsonObject): Promise<MappingValues> {
  const startedAt = performance.now();
  const model = readMapping(text);
  const whole = await evaluate(text, sample);
  if (!whole.ok && whole.needsServer) return { values: {}, durationMs: 0, isRemote: true };
  const values = whole.ok ? valuesOf(model, whole.value) : await probeFields(model, sample);
  return { ...outcomeOf(whole), values, durationMs: performance.now() - startedAt };
}

/** The same for a text that was evaluated elsewhere. */
export function valuesOfEvaluation(text: string, evaluation: Evaluation, durationMs: number): MappingValues {
  const values = evaluation.ok ? valuesOf(readMapping(text), evaluation.value) : {};
  return { ...outcomeOf(evaluation), values, durationMs };
}

function outcomeOf(evaluation: Evaluation): Pick<MappingValues, "output" | "failure"> {
  if (!evaluation.ok) return { failure: { message: evaluation.message, start: evaluation.start, end: evaluation.end } };
  return evaluation.value === undefined ? {} : { output: evaluation.value };
}

const evaluate = (source: string, sample: JsonObject): Promise<Evaluation> =>
  source.trim() === "" ? Promise.resolve(NOTHING) : evaluateOnSample({ source, sample });

const NOTHING: Evaluation = { ok: true, tier: "bounded", reason: "There is nothing to evaluate." };

/** Everything is there already: it is only looked up at the path of each field. */
function valuesOf(model: MappingModel, output: JsonValue | undefined): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const { path } of listTargetFields(model)) values[keyOf(path)] ??= describe(valuesAt(output, path));
  return values;
}

function valuesAt(value: JsonValue | undefined, path: readonly string[]): readonly JsonValue[] {
  const [name, ...rest] = path;
  if (value === undefined) return [];
  if (name === undefined) return [value];
  if (name === "*") return isJsonArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : valuesAt(value, rest);
  return isJsonObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
}

function describe(found: readonly JsonValue[]): FieldValue {
  const [first] = found;
  if (first === undefined) return {};
  return { preview: short(first), ...(found.length > 1 ? { count: found.length } : {}) };
}

/** Written out only as far as it is shown, so that a large value costs no more than a small one. */
export function short(value: JsonValue): string {
  const text =
    typeof value === "string"
      ? JSON.stringify(value.slice(0, LONGEST_PREVIEW))
      : Array.isArray(value) && value.length > 20
        ? JSON.stringify(value.slice(0, 20))
        : JSON.stringify(value);
  return text.length > LONGEST_PREVIEW ? `${text.slice(0, LONGEST_PREVIEW)}…` : text;
}

/** The output failed as a whole. Fields are worked out one by one, so that those that work still show their value. */
async function probeFields(model: MappingModel, sample: JsonObject): Promise<Record<string, FieldValue>> {
  const values: Record<string, FieldValue> = {};
  if (!model.tree) return values;
  const leaves = listTargetFields(model).filter(({ children }) => children.length === 0);
  for (const field of leaves.slice(0, MOST_PROBES)) values[keyOf(field.path)] ??= await probe(model, field, sample);
  return values;
}

async function probe(model: MappingModel, field: TargetField, sample: JsonObject): Promise<FieldValue> {
  const { text, at } = probeFor(model, field);
  const evaluation = await evaluate(text, sample);
  if (evaluation.ok) return evaluation.value === undefined ? {} : describe([evaluation.value]);
  const start = evaluation.start - at + field.start;
  const end = evaluation.end - at + field.start;
  const isInside = start >= field.start && end <= field.end;
  return { failure: { message: evaluation.message, start: isInside ? start : field.start, end: isInside ? end : field.end } };
}
