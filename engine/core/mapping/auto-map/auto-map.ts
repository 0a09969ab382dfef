import type { MappingEdit } from "../edit/edit-mapping.ts";
import type { SchemaPlace } from "../edit/map-source.ts";
import { listFields, type SchemaField, type SchemaTree } from "../schema/schema-tree.ts";
import { pairArrays, type ArrayPair } from "./pair-arrays.ts";
import { learnedPair, type LearnedPairs } from "./learned-pairs.ts";
import { describeMatch, scoreMatch, type MatchScores } from "./score-match.ts";
import { neighborsOf } from "./business-words.ts";
import { wordsOf } from "./name-words.ts";

/**
 * Proposes lines between two schemas, without a network: by what fields are called, where they stand, what they hold, and by the lines this
 * organization has accepted before. Lists are paired first, because a field of a line can only come from the line it belongs to.
 */
export interface AutoMapInput {
  /** Where a source tree hangs in the scope: `["input"]`, `["steps", "fetch"]`. */
  readonly sources: readonly { readonly at: readonly string[]; readonly tree: SchemaTree }[];
  readonly target: SchemaTree;
  readonly learned?: LearnedPairs;
  /** Target fields that have a value already, as JSON texts of their paths; nothing is proposed for them. */
  readonly taken?: ReadonlySet<string>;
}

export interface AutoMapLine {
  readonly source: SchemaPlace;
  readonly target: SchemaPlace;
  /** 0 to 1. */
  readonly score: number;
  /** Why, in words: `Same meaning: "zip" and "postalCode"; both in shipping`. */
  readonly reason: string;
  readonly scores: MatchScores;
}

/** From here on a line is right nine times out of ten and more; see tests/auto-map. */
export const DEFAULT_THRESHOLD = 0.6;

/** Proposals below are noise. */
const LOWEST_SCORE = 0.45;
const MAX_FIELDS = 5_000;

export interface Candidate {
  readonly field: SchemaField;
  /** From the scope. */
  readonly path: readonly string[];
  /** Names below the root of its own tree, without `*`. */
  readonly names: readonly string[];
}

/** At most one line per target field, the surest first. Each source field is used once, except where it was learned otherwise. */
export function autoMap(input: AutoMapInput): AutoMapLine[] {
  const sources = input.sources.flatMap(({ at, tree }) => candidatesOf(tree, at));
  const targets = candidatesOf(input.target, []);
  const arrays = pairArrays(sources, targets);
  const open = targets.filter(({ field, path }) => isLeaf(field) && input.taken?.has(JSON.stringify(path)) !== true);
  const index = indexWords(sources.filter(({ field }) => isLeaf(field)));
  const lines = open.flatMap((target) => linesTo(target, index, arrays, input.learned));
  return chooseLines(lines);
}

/** The lines from `threshold` on as one list of edits; none given, all of them. */
export const linesToEdits = (lines: readonly AutoMapLine[], threshold = 0): MappingEdit[] =>
  lines.filter(({ score }) => score >= threshold).map(({ source, target }) => ({ type: "map", source, target }));

const isLeaf = (field: SchemaField): boolean => !field.hasChildren && field.path.length > 0;

function candidatesOf(tree: SchemaTree, at: readonly string[]): Candidate[] {
  return listFields(tree, MAX_FIELDS).map((field) => ({
    field,
    path: [...at, ...field.path],
    names: field.path.filter((part) => part !== "*"),
  }));
}

/** Source fields by the words of their paths, so that large schemas are not compared field by field. */
interface WordIndex {
  readonly byWord: ReadonlyMap<string, readonly Candidate[]>;
  readonly all: readonly Candidate[];
}

/** Fewer fields than this are all compared. */
const FEW = 300;
const FEW_SIMILAR = 100;

function indexWords(sources: readonly Candidate[]): WordIndex {
  const byWord = new Map<string, Candidate[]>();
  for (const candidate of sources) {
    for (const key of new Set(candidate.names.slice(-2).flatMap(wordsOf).flatMap(keysOf))) {
      const list = byWord.get(key);
      if (list === undefined) byWord.set(key, [candidate]);
      else list.push(candidate);
    }
  }
  return { byWord, all: sources };
}

/** The word, and how it begins. */
const keysOf = (word: string): string[] => (word.length >= 4 ? [word, `${word.slice(0, 4)}…`] : [word]);

/** The candidates that share the rarest words; a word that is in every name tells nothing. */
function similarSources({ names }: Candidate, { byWord, all }: WordIndex): Iterable<Candidate> {
  if (all.length <= FEW) return all;
  const words = names.slice(-2).flatMap(wordsOf);
  const keys = new Set(words.flatMap((word) => [...keysOf(word), ...neighborsOf(word)]));
  const lists = [...keys].flatMap((key) => [byWord.get(key) ?? []]).toSorted((left, right) => left.length - right.length);
  const similar = new Set<Candidate>();
  for (const list of lists) {
    for (const candidate of list) {
      if (similar.size >= FEW_SIMILAR) return similar;
      similar.add(candidate);
    }
  }
  return similar;
}

function linesTo(
  target: Candidate,
  index: WordIndex,
  arrays: readonly ArrayPair[],
  learned: LearnedPairs | undefined,
): AutoMapLine[] {
  const lines: AutoMapLine[] = [];
  for (const source of similarSources(target, index)) {
    const scores = scoreMatch(source, target, arrays, learnedPair(learned, source.names, target.names));
    if (scores.total < LOWEST_SCORE) continue;
    lines.push({
      source: placeOf(source),
      target: placeOf(target),
      score: Math.round(scores.total * 100) / 100,
      reason: describeMatch(source, target, scores),
      scores,
    });
  }
  return lines;
}

const placeOf = ({ path, field }: Candidate): SchemaPlace => ({ path, isList: field.arrayDepth > 0 });

function chooseLines(lines: readonly AutoMapLine[]): AutoMapLine[] {
  const usedTargets = new Set<string>();
  const usedSources = new Set<string>();
  const chosen: AutoMapLine[] = [];
  for (const line of lines.toSorted((left, right) => right.scores.total - left.scores.total)) {
    const [source, target] = [line.source.path.join("\n"), line.target.path.join("\n")];
    if (usedTargets.has(target) || (usedSources.has(source) && line.scores.learned === undefined)) continue;
    usedTargets.add(target);
    usedSources.add(source);
    chosen.push(line);
  }
  return chosen;
}
