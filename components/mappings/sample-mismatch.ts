import {
  inputFaults,
  MappingMismatch,
  outputFaults,
  type DeclaredSchemas,
} from "#engine/core/expression/mappings/declared-schemas.ts";
import type { JsonValue } from "#engine/core/json.ts";

interface OnSample {
  /** As it is called here, such as `orderTotal@3`. */
  readonly mapping: string;
  readonly given: JsonValue | undefined;
  readonly made: JsonValue | undefined;
}

/** What a run would refuse of a sample or of what comes out for it, in the words of a run; nothing where all is as declared. */
export function sampleMismatch(declared: DeclaredSchemas, { mapping, given, made }: OnSample): string | undefined {
  const input = inputFaults(declared, given);
  if (input.length > 0) return new MappingMismatch({ mapping, side: "input", errors: input }).message;
  const output = outputFaults(declared, given, made);
  return output.length > 0 ? new MappingMismatch({ mapping, side: "output", errors: output }).message : undefined;
}
