import { createInterface } from "node:readline/promises";
import { CommandStop } from "./command-stop.ts";

/** Asks at the terminal; where nobody can answer, the command must say `--yes`. */
export async function askYesNo(question: string, unasked = "This needs a yes, and nobody can be asked here."): Promise<boolean> {
  if (process.stdin.isTTY !== true) throw new CommandStop(unasked, "Add --yes.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
