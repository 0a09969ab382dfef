/** Limits of one evaluation. They hold always: there is no way to evaluate without them. */
export const EXPRESSION_LIMITS = {
  /** In this process, where there is no jail to go on in. */
  timeoutMs: 250,
  /** In this process, before an evaluation goes on in the jail: nobody else waits longer. */
  patienceMs: 30,
  /** Depth of nested evaluation of what may call itself, in this process; a recursive function uses about five per call. */
  stackDepth: 200,
  /** Longest sequence an expression may build in this process. */
  sequenceLength: 100_000,
  /** Widest `$pad`, in characters. */
  padWidth: 1_000_000,
  /** Longest text that a function looks through in this process, where there is a jail for more. */
  textLength: 1_000_000,
  /** Size of the result as JSON, counted in characters. */
  resultCharacters: 1_000_000,
} as const;

/** Limits of one evaluation in the jail. What is over them fails. */
export const JAIL_LIMITS = {
  /** Of the processor's time, so that a busy machine makes no expression fail that would have ended. */
  timeoutMs: 500,
  /** Of everybody's time. Then the process is killed if it has had its own: a single built-in cannot be interrupted otherwise. */
  wallMs: 500,
  /** JSONata counts what it evaluates side by side, such as the groups of `{...}`, as depth too. */
  stackDepth: 20_000,
  /** JSONata's own limit for a range. */
  sequenceLength: 10_000_000,
  heapMegabytes: 384,
} as const;
