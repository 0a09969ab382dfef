/** Which UTF-16 code units a part of a regular expression matches: ranges in order, both ends included, none touching. */
export type CodeUnits = readonly (readonly [from: number, to: number])[];

const LAST = 0xffff;

export const unitsOf = (...texts: readonly string[]): CodeUnits =>
  merged(texts.map((text) => [text.charCodeAt(0), text.charCodeAt(text.length - 1)] as const));

export const NO_UNITS: CodeUnits = [];

/** Of two characters each: the first and the last of a range. */
export const DIGITS = unitsOf("09");
export const WORD_UNITS = unitsOf("09", "AZ", "_", "az");
export const LINE_ENDS = unitsOf("\n", "\r", "\u2028\u2029");
export const SPACES = unitsOf(
  "\t\r",
  " ",
  "\u00a0",
  "\u1680",
  "\u2000\u200a",
  "\u2028\u2029",
  "\u202f",
  "\u205f",
  "\u3000",
  "\ufeff",
);

function merged(ranges: readonly (readonly [number, number])[]): CodeUnits {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([left], [right]) => left - right)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

export const union = (...sets: readonly CodeUnits[]): CodeUnits => merged(sets.flat());

export function complement(set: CodeUnits): CodeUnits {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) result.push([next, LAST]);
  return result;
}

export const holdsUnit = (set: CodeUnits, unit: number): boolean => set.some(([from, to]) => from <= unit && unit <= to);

/** With everything that is the same but for its case, as a regular expression without the `u` flag sees it. */
export function ignoringCase(set: CodeUnits): CodeUnits {
  const alike = unitsByFolded();
  const added: [number, number][] = [];
  for (const [from, to] of set) {
    for (let unit = from; unit <= to; unit++) for (const other of alike.get(folded(unit)) ?? []) added.push([other, other]);
  }
  return union(set, added);
}

/** A character of ASCII is alike to ASCII only, and nothing becomes two characters. */
function folded(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase();
  const made = upper.charCodeAt(0);
  return upper.length !== 1 || (unit >= 128 && made < 128) ? unit : made;
}

let known: ReadonlyMap<number, readonly number[]> | undefined;

/** Only units that are not alone. */
function unitsByFolded(): ReadonlyMap<number, readonly number[]> {
  if (known !== undefined) return known;
  const groups = new Map<number, number[]>();
  for (let unit = 0; unit <= LAST; unit++) {
    const target = folded(unit);
    if (target === unit) continue;
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [target, unit]);
    else group.push(unit);
  }
  known = groups;
  return known;
}
