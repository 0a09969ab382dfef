import { findBundled, type BundledMapping, type MappingBundle } from "../mappings/mapping-bundle.ts";
import { parseSyntax } from "../syntax/parse-syntax.ts";
import type { SyntaxTree } from "../syntax/syntax-node.ts";
import { describeMisfit, misfits, neverFits } from "./fit.ts";
import { fromJsonSchema } from "./type-schema.ts";
import { mayBeNothing, NOTHING, optional, UNKNOWN, type Type } from "./type.ts";

/** Passed along, because inferring the type of a mapping is inferring the type of an expression. */
export type Infer = (tree: SyntaxTree, scope: Type, mappings: MappingBundle) => Type;

export interface UseOfMapping {
  readonly type: Type;
  /** What is wrong with the value it is applied to, as the rest of a sentence about the mapping. */
  readonly problem?: string;
  /** The mapping refuses the value, whatever the data is. Nothing passes in unchecked, so a value that may be missing is none such. */
  readonly isRefused: boolean;
}

/** What a mapping gives for a value of a type; anything, where the flow does not bring the mapping along. */
export function typeOfUse(key: string, given: Type, bundle: MappingBundle, infer: Infer): UseOfMapping {
  const mapping = findBundled(bundle, key);
  if (mapping === undefined) return { type: UNKNOWN, isRefused: false };
  const wanted = inputType(mapping);
  const [misfit] = misfits(given, wanted, false);
  const known = given.kind === "unknown" ? wanted : given;
  const type = outputType(mapping, known, bundle, infer);
  if (misfit === undefined) return { type, isRefused: false };
  return { type, problem: describeMisfit(misfit), isRefused: !mayBeNothing(given) && neverFits(given, wanted) };
}

export const inputType = ({ input }: Pick<BundledMapping, "input">): Type =>
  input === undefined ? UNKNOWN : fromJsonSchema(input);

/** What was declared says more than what the expression shows. */
export function outputType(mapping: BundledMapping, input: Type, bundle: MappingBundle, infer: Infer): Type {
  if (mapping.output === undefined) return inferredOutput(mapping.expression, input, bundle, infer);
  const declared = fromJsonSchema(mapping.output);
  return mayBeNothing(input) ? optional(declared) : declared;
}

export function inferredOutput(expression: string, input: Type, bundle: MappingBundle, infer: Infer): Type {
  const tree = parseSyntax(expression);
  if (!tree.ok) return UNKNOWN;
  return infer(tree, { kind: "object", fields: new Map([["input", input]]), rest: NOTHING }, bundle);
}
