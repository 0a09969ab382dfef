import type { Candidate } from "./auto-map.ts";
import { nameSimilarity, wordsOf } from "./name-words.ts";
import { typeCompatibility } from "./type-compatibility.ts";

/** Two lists whose items are the same things: their paths, joined by line breaks. */
export interface ArrayPair {
  readonly source: string;
  readonly target: string;
}

interface List {
  readonly path: string;
  readonly names: readonly string[];
  readonly members: readonly Candidate[];
}

/** Pairs lists of objects by what they are called and by what their items hold; outer lists before inner ones. */
export function pairArrays(sources: readonly Candidate[], targets: readonly Candidate[]): ArrayPair[] {
  const [from, to] = [listsOf(sources), listsOf(targets)];
  const scored = to.flatMap((target) => from.map((source) => ({ source, target, score: listSimilarity(source, target) })));
  const pairs: ArrayPair[] = [];
  for (const { source, target, score } of scored.toSorted((left, right) => right.score - left.score)) {
    const isTaken = pairs.some((pair) => pair.target === target.path || pair.source === source.path);
    if (score >= 0.3 && !isTaken) pairs.push({ source: source.path, target: target.path });
  }
  return pairs;
}

function listsOf(candidates: readonly Candidate[]): List[] {
  return candidates
    .filter(({ field }) => field.arrayDepth > 0 && field.hasChildren)
    .map(({ path, names }) => ({
      path: path.join("\n"),
      names,
      members: candidates.filter(
        ({ path: inner }) => inner.length > path.length && path.every((part, index) => part === inner[index]),
      ),
    }));
}

function listSimilarity(source: List, target: List): number {
  const name = nameSimilarity(wordsOf(source.names.at(-1) ?? ""), wordsOf(target.names.at(-1) ?? ""));
  const best = target.members.map((member) => Math.max(0, ...source.members.map((other) => memberSimilarity(other, member))));
  const members = best.length === 0 ? 0 : best.reduce((sum, score) => sum + score, 0) / best.length;
  return 0.4 * name + 0.6 * members;
}

const memberSimilarity = (source: Candidate, target: Candidate): number =>
  nameSimilarity(wordsOf(source.names.at(-1)!), wordsOf(target.names.at(-1)!)) * typeCompatibility(source.field, target.field);
