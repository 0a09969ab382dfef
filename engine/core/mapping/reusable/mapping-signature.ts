import { describeShape } from "../../expression/infer/describe-shape.ts";
import { inferType } from "../../expression/infer/infer-type.ts";
import { inputType, outputType, type Infer } from "../../expression/infer/mapping-types.ts";
import { NOTHING } from "../../expression/infer/type.ts";
import type { BundledMapping, MappingBundle } from "../../expression/mappings/mapping-bundle.ts";

/** What a version of a mapping takes and gives, declared or shown by its expression, in words of one line. */
export interface MappingSignature {
  readonly takes: string;
  readonly gives: string;
}

const LONGEST = 300;

export function mappingSignature(mapping: BundledMapping, bundle: MappingBundle): MappingSignature {
  const given = inputType(mapping);
  const result = outputType(mapping, given, bundle, infer);
  return { takes: short(describeShape(given)), gives: result === NOTHING ? "nothing" : short(describeShape(result)) };
}

const infer: Infer = (tree, scope, mappings) => inferType(tree, scope, { mappings }).type;

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
