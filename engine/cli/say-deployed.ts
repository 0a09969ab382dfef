import type { DeployResult } from "../runtime/engine.ts";
import { colors, say } from "./terminal.ts";

/** What a new version means for the open runs: nothing unless people say so, and they should know. */
export function sayDeployed({ version, openRuns }: Extract<DeployResult, { ok: true }>, environment?: string): void {
  const older = openRuns.filter((one) => one.version !== version);
  say(colors.dim(`Deployed version ${version}${environment === undefined ? "" : ` to ${environment}`}.`));
  for (const { version: stays, runs } of older)
    say(
      colors.dim(
        `${runs} ${runs === 1 ? "run stays" : "runs stay"} on version ${stays} until ${runs === 1 ? "it ends" : "they end"}.`,
      ),
    );
}
