/**
 * A problem is something a person must mend in a flow or in an input. The same object feeds the canvas, the CLI and
 * the API, so there is one wording everywhere. Every code has a page in `docs/errors/`, named `<code with / as ->.md`.
 */
export interface Problem {
  /** Stable slug, e.g. `flow/unknown-node`. Never reworded. */
  readonly code: ProblemCode;
  readonly severity: "error" | "warning";
  /** What happened, to which thing. One sentence. */
  readonly message: string;
  /** What to do about it. One sentence. */
  readonly fix: string;
  /** The known name that was probably meant, where a name is wrong. */
  readonly suggestion?: string;
  /** JSON pointer into the document or the input, e.g. `/nodes/3/config/url`; empty for the whole. */
  readonly path: string;
  readonly nodeId?: string;
  /** 1-based position in the source text, when there is one. */
  readonly line?: number;
  readonly column?: number;
}

export const problemCodes = [
  "flow/unreadable",
  "flow/too-large",
  "flow/yaml-alias",
  "flow/unknown-key",
  "flow/invalid-value",
  "flow/unsupported-version",
  "flow/duplicate-node",
  "flow/unknown-kind",
  "flow/no-trigger",
  "flow/trigger-has-input",
  "flow/dangling-edge",
  "flow/duplicate-edge",
  "flow/unknown-port",
  "flow/cycle",
  "flow/unreachable-node",
  "flow/parallel-merge",
  "flow/placeholder",
  "flow/join-single-branch",
  "flow/compensation-shape",
  "flow/body",
  "flow/unknown-savepoint",
  "flow/nothing-to-undo",
  "flow/pivot-shape",
  "flow/effect-without-undo",
  "flow/heartbeat",
  "flow/missing-respond",
  "flow/idle-respond",
  "flow/unknown-schema",
  "flow/invalid-schema",
  "flow/unknown-step-reference",
  "flow/review-required",
  "flow/disabled-node",
  "export/engine-only",
  "expression/syntax",
  "expression/forbidden-function",
  "expression/too-long",
  "expression/mapping-use",
  "expression/unknown-mapping",
  "expression/mapping-cycle",
  "expression/unknown-path",
  "expression/wrong-type",
  "expression/file-missing",
  "mapping/test-failed",
  "mapping/misplaced-tests",
  "mapping/invalid",
  "mapping/differs",
  "limits/expression",
  "limits/conflict",
  "value/expression",
  "search-fields/expression",
  "input/invalid",
  "input/unreadable",
  "input/too-large",
  "answer/invalid",
  "environment/unknown",
  "environment/unknown-variable",
  "environment/unmapped-connection",
  "environment/absent-flow",
  "input/limit-reached",
  "input/key-reused",
  "run-file/invalid",
] as const;

export type ProblemCode = (typeof problemCodes)[number];

export const hasErrors = (problems: readonly Problem[]): boolean => problems.some((problem) => problem.severity === "error");
