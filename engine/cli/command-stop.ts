import type { Problem } from "../core/problem.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";

/** Thrown to end a command with a message for the person at the terminal. Never a defect, so it has no stack to show. */
export class CommandStop extends Error {
  readonly fix: string;
  readonly exitCode: ExitCode;
  constructor(message: string, fix: string, code: ExitCode = exitCode.invalid) {
    super(message);
    this.name = "CommandStop";
    this.fix = fix;
    this.exitCode = code;
  }
}

/** The flow or its input has problems; nothing was started. */
export class ProblemStop extends Error {
  readonly problems: readonly Problem[];
  /** The file the positions of the problems refer to. */
  readonly file: string | undefined;
  constructor(problems: readonly Problem[], file?: string) {
    super(`${problems.length} problems`);
    this.name = "ProblemStop";
    this.problems = problems;
    this.file = file;
  }
}
