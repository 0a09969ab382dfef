import { listTargetFields, type MappingModel } from "../model/mapping-model.ts";
import { wordsOf } from "./name-words.ts";

/** What an organization's own mappings say: for a target field, which sources were drawn to it, and how often. Keys are of `pairKey`. */
export type LearnedPairs = ReadonlyMap<string, LearnedCount>;

export interface LearnedCount {
  readonly accepted: number;
  readonly rejected: number;
}

/** A line that was drawn: names from the root of each schema, without `*`. */
export interface TaughtPair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

/** A field as it is remembered: the words of its name and of what it belongs to, so that the next system's spelling counts too. */
const keyOfField = (names: readonly string[]): string =>
  names
    .slice(-2)
    .map((name) => wordsOf(name).join(" "))
    .join(" / ");

export const pairKey = ({ source, target }: TaughtPair): string => `${keyOfField(source)} > ${keyOfField(target)}`;

export function learnedPair(
  pairs: LearnedPairs | undefined,
  source: readonly string[],
  target: readonly string[],
): LearnedCount | undefined {
  return pairs === undefined || pairs.size === 0 ? undefined : pairs.get(pairKey({ source, target }));
}

/** Roots of the scope, which are no part of a field's name: `input`, `vars` and `steps.<id>`. */
const rootLength = ([root]: readonly string[]): number => (root === "steps" ? 2 : 1);

/** A proposed line as what it would teach; its places are counted from the scope. */
export const pairOfLine = ({ source, target }: { readonly source: Place; readonly target: Place }): TaughtPair => ({
  source: source.path.slice(rootLength(source.path)).filter((part) => part !== "*"),
  target: target.path.filter((part) => part !== "*"),
});

interface Place {
  readonly path: readonly string[];
}

/** The lines of a mapping that copy a field: what publishing it teaches. */
export function pairsOf(model: MappingModel): TaughtPair[] {
  return listTargetFields(model).flatMap(({ form, path }) => {
    if (form.kind !== "copy" || form.names === undefined) return [];
    const source = form.names.slice(rootLength(form.names));
    const target = path.filter((part) => part !== "*");
    return source.length === 0 || target.length === 0 ? [] : [{ source, target }];
  });
}
