import { basename, relative } from "node:path";
import type { Problem } from "../core/problem.ts";
import { colors, printJson, say } from "./terminal.ts";

/** `{ problems: [...] }` on stdout for programs, or one paragraph per problem on stderr for people. */
export function reportProblems(problems: readonly Problem[], options: { json: boolean; file?: string | undefined }): void {
  if (options.json) {
    printJson({ problems });
    return;
  }
  for (const problem of problems) sayProblem(problem, options.file);
}

function sayProblem(problem: Problem, file: string | undefined): void {
  const mark = problem.severity === "error" ? colors.red("✗") : colors.yellow("!");
  say(`${mark} ${colors.bold(problem.code)} ${colors.dim(place(problem, file))}`);
  say(`  ${problem.message}`);
  say(`  ${colors.cyan("→")} ${problem.fix}`);
}

/** `flow.yaml:12:5 /nodes/3/config/url`, as much of it as is known. */
function place(problem: Problem, file: string | undefined): string {
  const position = problem.line === undefined ? "" : `:${problem.line}:${problem.column ?? 1}`;
  const source = file === undefined ? "" : `${shortPath(file)}${position}`;
  return [source, problem.path].filter((part) => part !== "").join(" ");
}

function shortPath(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere === "" || fromHere.startsWith("..") ? (file.length > 60 ? basename(file) : file) : fromHere;
}
