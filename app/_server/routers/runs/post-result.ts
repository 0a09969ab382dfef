import "server-only";
import type { PostResult } from "#engine/index.ts";
import { conflict, notFound } from "../../errors-to-trpc.ts";

/** A message that a run did not take is told to the person who sent it. */
export function requireStored(result: PostResult, runId: string): void {
  if (result === "unknownRun") throw notFound("run", runId);
  if (result === "ended") throw conflict("This run has already ended, so nothing was sent to it. Reload to see how it ended.");
}
