import { userInfo } from "node:os";
import type { Command } from "commander";
import { existingRun } from "../existing-run.ts";
import { driveOn } from "../drive-on.ts";
import { withEngine } from "../engine-session.ts";
import { refusePost } from "../refuse-post.ts";
import { colors, printJson, say } from "../terminal.ts";

interface CancelOptions {
  readonly reason?: string;
  readonly compensate: boolean;
  readonly json?: boolean;
}

export function addCancel(program: Command): void {
  program
    .command("cancel")
    .description("end a run and undo what it has done")
    .argument("<run>", "id of the run")
    .option("--reason <text>", "why, for the record")
    .option("--no-compensate", "leave the completed steps as they are")
    .option("--json", "print { runId, result }")
    .action(cancel);
}

async function cancel(runId: string, { reason, compensate, json = false }: CancelOptions): Promise<void> {
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const run = await existingRun(session, runId);
    const result = await engine.runs.cancel({ orgId, runId, by: userInfo().username, compensate, ...(reason && { reason }) });
    refusePost(result, runId);
    say(`${colors.green("✓")} Asked run ${runId} to end.`);
    if (result === "stored") await driveOn(session, run);
    if (json) printJson({ runId, result });
  });
}
