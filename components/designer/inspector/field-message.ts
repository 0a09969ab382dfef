import type { Problem } from "#engine/core/problem.ts";

/** A problem as it is said beside its field: the place needs no saying there. */
export function fieldMessage({ message, fix, code }: Problem): string {
  if (/ has no "[^"]+"\.$/.test(message)) return "Fill this in.";
  const said = message
    .replace(/^(?:Node|Flow|Edge|The|Schema) [^:]*?(?:"[^"]*")?(?: \([^)]*\))?: /, "")
    .replace(/^"[^"]+" /, "")
    .replace(/^is not valid: /, "")
    .replace(/ \(at character \d+ of `.*`\)\.$/s, ".");
  const sentence = said.charAt(0).toUpperCase() + said.slice(1);
  return code === "flow/invalid-value" || code.startsWith("expression/") ? sentence : `${sentence} ${fix}`;
}
