import type { TextRange } from "../syntax/syntax-node.ts";

export type TypeProblemCode =
  /** A field that the schema does not describe. */
  | "unknown-path"
  /** A value that may be missing where it is needed. */
  | "possibly-missing"
  /** One item comes out as itself, several as a list. */
  | "array-or-single"
  /** A value of a kind that the operator or function refuses. */
  | "wrong-type"
  /** A part of the input that is not read anywhere. */
  | "unused-input";

/** What can be said against an expression before it is evaluated. `info` is not wrong, but worth a look. */
export interface TypeProblem extends TextRange {
  readonly code: TypeProblemCode;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** Whatever the data is, evaluating it fails; absent where a schema may say less, or something else, than the data. */
  readonly isCertain?: true;
}
