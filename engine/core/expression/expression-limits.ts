/** Limits of one evaluation. They hold always: there is no way to evaluate without them. */
export const EXPRESSION_LIMITS = {
  timeoutMs: 250,
  /** Depth of nested evaluation; a recursive function uses about five per call. */
  stackDepth: 200,
  /** Longest sequence an expression may build. */
  sequenceLength: 100_000,
  /** Widest `$pad`, in characters. */
  padWidth: 1_000_000,
  /** Size of the result as JSON, counted in characters. */
  resultCharacters: 1_000_000,
} as const;
