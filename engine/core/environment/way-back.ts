/** A version that went live in an environment, or that nothing was live from then on (`null`). */
export interface Activation {
  readonly version: number | null;
  readonly previous: number | null;
  /** Somebody went back to it. */
  readonly isReturn: boolean;
}

/**
 * The version that going back leads to: the one that was live before the live one. Going back twice leads two versions
 * back, not back and forth.
 */
export function wayBack(activations: readonly Activation[]): number | undefined {
  const first = activations[0]?.previous;
  const trail = first === null || first === undefined ? [] : [first];
  for (const { version, isReturn } of activations) {
    if (version === null) continue;
    const earlier = isReturn ? trail.lastIndexOf(version) : -1;
    if (earlier !== -1) trail.length = earlier + 1;
    else if (trail.at(-1) !== version) trail.push(version);
  }
  return trail.at(-2);
}
