import type { JsonValue } from "../json.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { toPointer } from "../pointer.ts";
import { changePayloads } from "./change-payloads.ts";
import { maskRun } from "./mask-run.ts";
import { leftOutMark } from "./masks.ts";
import { RUN_FILE_FORMAT, type LeftOut, type RunFile, type WholeRun } from "./run-file.ts";

/** A value whose JSON is longer is left out, unless somebody says otherwise. */
export const LARGEST_VALUE = 1_000_000;

export interface RunFileChoices {
  /** Fields to mask besides those that always are. */
  readonly names: readonly string[];
  /** Characters of the JSON of a value. */
  readonly largest: number;
}

/** The run as a file: masked first, then without what is too large to take along. */
export function runFileOf(whole: WholeRun, { names, largest }: RunFileChoices, definitions: NodeDefinitions): RunFile {
  const { redaction, ...masked } = maskRun(whole, names, definitions);
  const leftOut: LeftOut[] = [];
  const value = (given: JsonValue, path: readonly (string | number)[]): JsonValue => {
    const characters = JSON.stringify(given).length;
    if (characters <= largest) return given;
    leftOut.push({ path: toPointer(path), characters });
    return leftOutMark(characters);
  };
  const { events, itemPages } = changePayloads(
    { events: masked.events, itemPages: masked.itemPages },
    { value, text: (text, path) => String(value(text, path)) },
    [],
  );
  const { engine, exportedAt, run, versions, subFlows } = masked;
  const parts = { engine, exportedAt, run, versions, subFlows, redaction: { ...redaction, leftOut }, events, itemPages };
  return { format: RUN_FILE_FORMAT, ...parts };
}
