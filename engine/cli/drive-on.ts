import type { RunSummary } from "../runtime/engine.ts";
import type { EngineSession } from "./engine-session.ts";
import { watchedRun } from "./existing-run.ts";
import { interruption } from "./interruption.ts";
import { watchRun } from "./watch-run.ts";

/**
 * After something was sent to a run: where no worker lives, this process drives the run until it ends or waits for
 * somebody again; otherwise the worker has it already and there is nothing to do. `before` is the run as it was when the
 * message was sent.
 */
export async function driveOn(session: EngineSession, before: RunSummary): Promise<void> {
  if (!(await session.ensureWorker()).startedHere) return;
  await watchRun(await watchedRun(session, before), { untilEnd: false, signal: interruption(), pastSeq: before.seq });
}
