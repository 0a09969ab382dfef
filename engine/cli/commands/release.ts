import { userInfo } from "node:os";
import type { Command } from "commander";
import { CommandStop } from "../command-stop.ts";
import { driveOn } from "../drive-on.ts";
import { withEngine } from "../engine-session.ts";
import { existingRun } from "../existing-run.ts";
import { colors, printJson, say } from "../terminal.ts";

interface ReleaseOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

export function addRelease(program: Command): void {
  program
    .command("release")
    .description("let a quarantined run go on, with a clean count")
    .argument("<run>", "id of the run")
    .option("--reason <text>", "what was mended, for the record")
    .option("--json", "print { runId, result }")
    .action(release);
}

async function release(runId: string, { reason, json = false }: ReleaseOptions): Promise<void> {
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const run = await existingRun(session, runId);
    const comment = reason ? { comment: reason } : {};
    const result = await engine.incidents.release({ orgId, runId, by: userInfo().username, ...comment });
    if (result !== "released") {
      const fix = run.status === "paused" ? `A person paused it: npx omnilink resume ${runId}` : "There is nothing to release.";
      throw new CommandStop(`Run ${runId} is not quarantined.`, fix);
    }
    say(`${colors.green("✓")} Released run ${runId}.`);
    await driveOn(session, run);
    if (json) printJson({ runId, result });
  });
}
