import type { Command } from "commander";
import { CommandStop } from "./command-stop.ts";

export interface BreakGlassOptions {
  readonly breakGlass?: string | true;
  readonly reason?: string;
}

/** `--break-glass REASON`, or `--break-glass --reason REASON`. */
export const withBreakGlass = (command: Command): Command =>
  command
    .option("--break-glass [reason]", "go live without the review that is required: leaves an alarm, and a review that is owed")
    .option("--reason <text>", "why the glass is broken");

/** What a deployment carries of it. Who breaks the glass says why, and a reason alone breaks nothing. */
export function breakGlassOf({ breakGlass, reason }: BreakGlassOptions): { readonly breakGlass?: { readonly reason: string } } {
  const fix = 'Say --break-glass --reason "Orders are charged twice".';
  if (breakGlass === undefined && reason === undefined) return {};
  if (breakGlass === undefined) throw new CommandStop("--reason says why the glass is broken, and it is not.", fix);
  const why = (reason ?? (breakGlass === true ? "" : breakGlass)).trim();
  if (why === "") throw new CommandStop("Publishing without review takes a reason.", fix);
  return { breakGlass: { reason: why } };
}
