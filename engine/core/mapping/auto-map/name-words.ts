import { EMPTY_WORDS, expandAbbreviation, GENERIC_WORDS, LONGEST_PHRASE, meaningOf, nearnessOf } from "./business-words.ts";

/** The meaning of a name as words: `shipToZipCode` is `shipping`, `postcode`. Written differently, the same name gives the same words. */
export function wordsOf(name: string): readonly string[] {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const words = meanings(plainWords(name));
  if (cache.size > 20_000) cache.clear();
  cache.set(name, words);
  return words;
}

const cache = new Map<string, readonly string[]>();

function plainWords(name: string): string[] {
  const spaced = name
    .replace(/__c$/i, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return spaced
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** Known phrases first, the longest at each place; other words singular and written out. */
function meanings(words: readonly string[]): string[] {
  const result: string[] = [];
  for (let at = 0; at < words.length;) {
    const length = Math.min(LONGEST_PHRASE, words.length - at);
    const taken = phraseAt(words, at, length);
    if (taken === undefined) {
      result.push(singular(expandAbbreviation(words[at]!)));
      at += 1;
    } else {
      result.push(...taken.meaning.split(" "));
      at += taken.length;
    }
  }
  const telling = result.filter((word) => !EMPTY_WORDS.has(word));
  return telling.length > 0 ? telling : result;
}

function phraseAt(words: readonly string[], at: number, longest: number): { meaning: string; length: number } | undefined {
  for (let length = longest; length > 0; length -= 1) {
    const phrase = words.slice(at, at + length);
    const meaning = meaningOf(phrase.join(" ")) ?? meaningOf(phrase.map(singular).join(" "));
    if (meaning !== undefined) return { meaning, length };
  }
  return undefined;
}

function singular(word: string): string {
  if (word.length <= 3 || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

/** 1 for the same word, less for one that is near, begins alike or is spelled almost alike, 0 for another. */
export function wordSimilarity(left: string, right: string): number {
  if (left === right) return 1;
  const near = nearnessOf(left, right);
  if (near !== undefined) return near;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (short.length >= 4 && long.startsWith(short)) return 0.8;
  return short.length >= 5 && isOneEditApart(short, long) ? 0.8 : 0;
}

/** One letter more, less or other. */
function isOneEditApart(short: string, long: string): boolean {
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(at + (short.length === long.length ? 1 : 0)) === long.slice(at + 1);
}

/** Generic words count half. */
const weightOf = (word: string): number => (GENERIC_WORDS.has(word) ? 0.5 : 1);

/** How much two names have in common: 0 to 1. */
export function nameSimilarity(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 0;
  return (bestMatches(left, right) + bestMatches(right, left)) / (totalWeight(left) + totalWeight(right));
}

const bestMatches = (from: readonly string[], to: readonly string[]): number =>
  from.reduce((sum, word) => sum + weightOf(word) * Math.max(...to.map((other) => wordSimilarity(word, other))), 0);

const totalWeight = (words: readonly string[]): number => words.reduce((sum, word) => sum + weightOf(word), 0);

export const isGeneric = (words: readonly string[]): boolean => words.every((word) => GENERIC_WORDS.has(word));
