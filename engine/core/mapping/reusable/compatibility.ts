import { describeType } from "../../expression/infer/describe-type.ts";
import { misfits, type Misfit } from "../../expression/infer/fit.ts";
import { inferType } from "../../expression/infer/infer-type.ts";
import { inferredOutput, inputType, outputType, type Infer } from "../../expression/infer/mapping-types.ts";
import { toJsonSchema } from "../../expression/infer/type-schema.ts";
import { arrayOf, join, membersOf, sequenceOf, withoutNothing, type Type } from "../../expression/infer/type.ts";
import type { BundledMapping, MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import type { JsonObject } from "../../json.ts";

/** Whether whoever uses one version of a mapping can use another instead without looking. */
export interface Compatibility {
  readonly isBreaking: boolean;
  /** What breaks, each as one sentence. */
  readonly reasons: readonly string[];
}

/**
 * Compares two versions by their types: those that are declared, and those that the expressions show where nothing is. It breaks
 * what takes less than before, or gives something that could not come out before. New fields in the result break nothing.
 */
export function compareVersions(before: BundledMapping, after: BundledMapping, bundle: MappingBundle = {}): Compatibility {
  const taken = misfits(inputType(before), inputType(after), true);
  const [was, is] = [resultType(before, bundle), resultType(after, bundle)];
  const given = misfits(is, was, true).filter(({ kind }) => kind !== "closed");
  const reasons = [...taken.map(takesLess), ...new Set([...given.map(givesOther), ...goneFields(was, is).map(isGone)])];
  return { isBreaking: reasons.length > 0, reasons };
}

/** Types that contain themselves are looked at so deep. */
const DEEPEST = 8;

const infer: Infer = (tree, scope, mappings) => inferType(tree, scope, { mappings }).type;

function resultType(mapping: BundledMapping, bundle: MappingBundle): Type {
  const type = outputType(mapping, inputType(mapping), bundle, infer);
  return mapping.output === undefined ? widened(type) : type;
}

/** The schema of what a mapping gives, as its expression shows it; one that says nothing where that cannot be told. */
export const inferredOutputSchema = (mapping: BundledMapping, bundle: MappingBundle = {}): JsonObject =>
  toJsonSchema(inferredOutput(mapping.expression, inputType(mapping), bundle, infer));

/** Why what a mapping gives can never be what it promises; `undefined` where it can. */
export function brokenPromise(mapping: BundledMapping, bundle: MappingBundle): string | undefined {
  if (mapping.output === undefined) return undefined;
  const shown = inferredOutput(mapping.expression, inputType(mapping), bundle, infer);
  const [misfit] = misfits(shown, outputType(mapping, inputType({}), {}, infer), false);
  return (
    misfit &&
    `The result does not fit its schema: ${placeOf(misfit)} should be ${describeType(misfit.wanted)} and is ${describeType(misfit.given)}.`
  );
}

/** That a text is always the same in one version is no promise. Deep types may contain themselves, so it ends somewhere. */
function widened(type: Type, depth = 0): Type {
  if (depth > DEEPEST) return type;
  const members = membersOf(type).map((member): Type => {
    switch (member.kind) {
      case "literal":
        return { kind: typeof member.value as "string" | "number" | "boolean" };
      case "array":
        return arrayOf(widened(member.items, depth + 1));
      case "sequence":
        return sequenceOf(widened(member.items, depth + 1));
      case "object": {
        const fields = new Map([...member.fields].map(([name, field]) => [name, widened(field, depth + 1)]));
        return { kind: "object", fields, rest: member.rest };
      }
      default:
        return member;
    }
  });
  return join(members);
}

/** Fields that were there now and then, and never are any more: nobody needs them, but whoever reads them reads nothing. */
function goneFields(was: Type, is: Type, path = "", depth = 0): readonly string[] {
  const [before, after] = [withoutNothing(was), withoutNothing(is)];
  if (before.kind !== "object" || after.kind !== "object" || after.rest.kind !== "nothing" || depth > DEEPEST) return [];
  return [...before.fields].flatMap(([name, type]) => {
    const place = path === "" ? name : `${path}.${name}`;
    const field = after.fields.get(name);
    return field === undefined ? [place] : goneFields(type, field, place, depth + 1);
  });
}

const isGone = (path: string): string => `"${path}" of the result is gone.`;

const placeOf = ({ path }: Misfit): string => (path === "" ? "it" : `"${path}"`);

function takesLess(misfit: Misfit): string {
  const { path, kind, given, wanted } = misfit;
  const field = path === "" ? "The input" : `"${path}" of the input`;
  switch (kind) {
    case "missing":
      return `${field} is required now.`;
    case "optional":
      return `${field} could be missing, and is required now.`;
    case "closed":
      return `${field} is not allowed any more.`;
    case "kind":
      return `${field} could be ${describeType(given)}, and must be ${describeType(wanted)} now.`;
  }
}

function givesOther(misfit: Misfit): string {
  const { path, kind, given, wanted } = misfit;
  const field = path === "" ? "The result" : `"${path}" of the result`;
  if (kind === "missing") return path === "" ? "There is no result any more." : isGone(path);
  if (kind === "optional") return `${field} may be missing now.`;
  return `${field} was ${describeType(wanted)}, and may be ${describeType(given)} now.`;
}
