import type { PostResult } from "../runtime/ports.ts";
import { CommandStop } from "./command-stop.ts";

/** Throws when a message could not reach its run. */
export function refusePost(result: PostResult, runId: string): void {
  if (result === "unknownRun") throw new CommandStop(`There is no run ${runId}.`, "List the runs with: npx omnilink runs");
  if (result === "ended") throw new CommandStop(`Run ${runId} has ended already.`, `See how with: npx omnilink trace ${runId}`);
}
