/**
 * A repeatable source of numbers in [0, 1): the same seed and key give the same sequence on every machine, so that a
 * replayed `$random()` gives the number it gave the first time. Not for secrets.
 *
 * `seed` is the run's, an unsigned 32-bit number; `key` names the place that draws, e.g. `price#1`.
 */
export function seededRandom(seed: number, key: string): RandomSequence {
  return randomFrom((hash32(key) ^ Math.imul(seed >>> 0, 0x9e3779b1)) >>> 0);
}

/** Draws the next number. `state` is where the sequence is, so that another process can go on with it. */
export interface RandomSequence {
  (): number;
  state: number;
}

export function randomFrom(state: number): RandomSequence {
  const draw = (): number => {
    const next = (sequence.state + 0x6d2b79f5) >>> 0;
    sequence.state = next;
    let mixed = Math.imul(next ^ (next >>> 15), next | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const sequence: RandomSequence = Object.assign(draw, { state });
  return sequence;
}

const FNV_BASIS = 0x811c9dc5;

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3: neighboring keys land far apart. Another basis gives another hash. */
export function hash32(text: string, basis = FNV_BASIS): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
