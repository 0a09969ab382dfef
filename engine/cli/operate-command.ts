import { userInfo } from "node:os";
import type { Engine, RunSummary } from "../runtime/engine.ts";
import type { OperationRequest, OperationResult } from "../runtime/run-operations.ts";
import { driveOn } from "./drive-on.ts";
import { withEngine } from "./engine-session.ts";
import { existingRun } from "./existing-run.ts";
import { refuseOperation } from "./refuse-operation.ts";
import { colors, printJson, say } from "./terminal.ts";

interface Operation {
  readonly reason?: string | undefined;
  readonly json?: boolean | undefined;
  /** What to say when it is done. */
  readonly done: string;
  readonly send: (runs: Engine["runs"], request: OperationRequest) => Promise<OperationResult>;
}

/** One operation on one run, from a terminal: refused in words, or sent, seen through, and told. */
export async function operateOn(runId: string, { reason, json = false, done, send }: Operation): Promise<void> {
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const run = await existingRun(session, runId);
    const request = { orgId, runId, by: userInfo().username, ...(reason ? { reason } : {}) };
    refuseOperation(await send(engine.runs, request));
    say(`${colors.green("✓")} ${done}`);
    await driveOn(session, run);
    if (json) printJson({ runId, result: "stored", status: await statusOf(engine, orgId, run) });
  });
}

async function statusOf(engine: Engine, orgId: string, { runId, status }: RunSummary): Promise<string> {
  return (await engine.runs.get(orgId, runId))?.status ?? status;
}
