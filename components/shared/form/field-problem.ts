import type { Problem } from "#engine/core/problem.ts";

export const controlId = (pointer: string): string => `field${pointer}`;

/** What the schema says of a field, to stand beside it; the place needs no saying there. */
export function fieldProblem({ message, path }: Problem): string {
  if (message.endsWith(" is missing.")) return "Fill this in.";
  const said = message
    .replace(`Field ${path} `, "")
    .replace(/^The answer /, "")
    .replace(/^is not valid: /, "");
  return said.charAt(0).toUpperCase() + said.slice(1);
}
