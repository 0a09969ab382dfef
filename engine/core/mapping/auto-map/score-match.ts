import type { Candidate } from "./auto-map.ts";
import type { LearnedCount } from "./learned-pairs.ts";
import { isGeneric, nameSimilarity, wordsOf } from "./name-words.ts";
import type { ArrayPair } from "./pair-arrays.ts";
import { typeCompatibility } from "./type-compatibility.ts";

/** What each matcher says, 0 to 1. */
export interface MatchScores {
  /** The last names. */
  readonly name: number;
  /** What the fields belong to. */
  readonly parent: number;
  /** The whole paths, as one name: `billing_city` and `billing.address.city`. */
  readonly path: number;
  /** Whether one can hold the other's values. */
  readonly type: number;
  /** Whether both stand in lists that belong together. */
  readonly place: number;
  readonly learned?: LearnedCount;
  readonly total: number;
}

/** What is drawn again and again needs no further reasons. */
const LEARNED_SCORE = 0.97;

export function scoreMatch(
  source: Candidate,
  target: Candidate,
  arrays: readonly ArrayPair[],
  learned: LearnedCount | undefined,
): MatchScores {
  const [sourceWords, targetWords] = [leafWords(source), leafWords(target)];
  const [sourceParents, targetParents] = [parentWords(source), parentWords(target)];
  const name = isSameSpelling(source, target) ? 1 : nameSimilarity(sourceWords, targetWords);
  const parent = parentSimilarity(sourceParents, targetParents);
  const path = nameSimilarity([...sourceParents, ...sourceWords], [...targetParents, ...targetWords]);
  const type = typeCompatibility(source.field, target.field);
  const place = placeCompatibility(source, target, arrays);
  const named = combine({ name, parent, path }, isGeneric(sourceWords) || isGeneric(targetWords), {
    sourceParents,
    targetParents,
  });
  const byName = named * type * place;
  if (learned === undefined) return { name, parent, path, type, place, total: byName };
  const isTaught = learned.accepted > learned.rejected;
  const total = isTaught ? Math.max(byName, LEARNED_SCORE * place) : byName * 0.5;
  return { name, parent, path, type, place, learned, total };
}

/** `annualrevenue` has no words to tell apart. */
const isSameSpelling = (source: Candidate, target: Candidate): boolean => squashed(source) === squashed(target);
const squashed = ({ names }: Candidate): string => (names.at(-1) ?? "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const leafWords = ({ names }: Candidate): readonly string[] => wordsOf(names.at(-1) ?? "");

/** Of what the field belongs to, outermost first; a list's own name counts through its pairing. */
const parentWords = ({ names }: Candidate): readonly string[] => names.slice(0, -1).flatMap(wordsOf);

/** A field of the whole fits a field of the whole. */
function parentSimilarity(source: readonly string[], target: readonly string[]): number {
  if (source.length === 0 && target.length === 0) return 1;
  if (source.length === 0 || target.length === 0) return 0.5;
  return nameSimilarity(source, target);
}

interface Parents {
  readonly sourceParents: readonly string[];
  readonly targetParents: readonly string[];
}

function combine(
  { name, parent, path }: Pick<MatchScores, "name" | "parent" | "path">,
  generic: boolean,
  parents: Parents,
): number {
  // A name that says it all needs no parents; a generic one is worth what its parents are.
  const byName = generic ? name * (0.45 + 0.55 * parent) : name * (0.82 + 0.18 * parent);
  const byPath = path * (parents.sourceParents.length + parents.targetParents.length > 0 ? 0.98 : 1);
  return Math.max(byName, byPath, (byName + byPath) / 2);
}

/** 1 in lists that were paired or outside of any; less for a field of the whole repeated per item; little for an item's field outside. */
function placeCompatibility(source: Candidate, target: Candidate, arrays: readonly ArrayPair[]): number {
  const [sourceArray, targetArray] = [arrayOf(source), arrayOf(target)];
  if (targetArray === "") return sourceArray === "" ? 1 : 0.4;
  const pair = arrays.find((each) => each.target === targetArray);
  if (sourceArray === "") return 0.6;
  if (pair === undefined) return 0.3;
  if (pair.source === sourceArray) return 1;
  return pair.source.startsWith(sourceArray) ? 0.75 : 0.3;
}

/** The innermost list a field stands in. */
export function arrayOf({ path }: Candidate): string {
  const last = path.lastIndexOf("*");
  return last === -1 ? "" : path.slice(0, last).join("\n");
}

export function describeMatch(source: Candidate, target: Candidate, scores: MatchScores): string {
  const [from, to] = [source.names.at(-1) ?? "", target.names.at(-1) ?? ""];
  const reasons = [...learnedReason(scores.learned), nameReason(from, to, scores), ...parentReason(source, target, scores)];
  if (scores.type < 1) reasons.push(`types differ: ${typeWords(source)} for ${typeWords(target)}`);
  const text = reasons.filter((reason) => reason !== "").join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function learnedReason(learned: LearnedCount | undefined): string[] {
  if (learned === undefined) return [];
  const { accepted, rejected } = learned;
  if (accepted <= rejected) return ["turned down before"];
  return [accepted === 1 ? "drawn once before" : `drawn ${accepted} times before`];
}

function nameReason(from: string, to: string, { name, path }: MatchScores): string {
  if (from === to) return "same name";
  if (name >= 0.99) return `same meaning: "${from}" and "${to}"`;
  if (name >= 0.6) return `similar names: "${from}" and "${to}"`;
  return path >= 0.5 ? `"${to}" fits the whole path of "${from}"` : `"${from}" may be "${to}"`;
}

function parentReason(source: Candidate, target: Candidate, { parent }: MatchScores): string[] {
  const [from, to] = [source.names.at(-2), target.names.at(-2)];
  if (from === undefined || to === undefined || parent < 0.6) return [];
  return [from === to ? `both in ${from}` : `"${from}" fits "${to}"`];
}

const typeWords = ({ field }: Candidate): string => field.format ?? (field.types.join(" or ") || "anything");
