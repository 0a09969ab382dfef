import type { Problem, ProblemCode } from "../../core/problem.ts";

/** Why a file cannot be imported, as a problem of the file as a whole. */
export const refusedFile = (
  code: ProblemCode,
  message: string,
  fix: string,
  at: Pick<Problem, "line" | "column"> = {},
): Problem => ({ code, severity: "error", message, fix, path: "", ...at });
