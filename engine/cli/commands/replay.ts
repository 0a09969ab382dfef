import type { Command } from "commander";
import type { ReplayReport } from "../../runtime/run-operations.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { existingRun } from "../existing-run.ts";
import { exitCode } from "../exit-code.ts";
import { upTo } from "../option-values.ts";
import { colors, printJson, say } from "../terminal.ts";

interface ReplayOptions {
  readonly flow?: string;
  readonly last?: number;
  readonly json?: boolean;
}

export function addReplay(program: Command): void {
  program
    .command("replay")
    .description("check that this engine gives the recorded history of runs again, without calling anything")
    .argument("[run]", "id of a run")
    .option("--flow <id>", "the newest runs of this flow instead")
    .option("--last <n>", "how many of them, 1 to 100 (default: 20)", upTo(100))
    .option("--json", "print { ok, runs: [{ runId, ok, events, steps, differsAt? }] }")
    .action(replay);
}

async function replay(runId: string | undefined, { flow, last, json = false }: ReplayOptions): Promise<void> {
  if ((runId === undefined) === (flow === undefined))
    throw new CommandStop("Give a run, or --flow.", "Such as: npx omnilink replay --flow orderApproval --last 20");
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const ids = runId === undefined ? await newestRuns(session, flow!, last ?? 20) : [(await existingRun(session, runId)).runId];
    const reports: ReplayReport[] = [];
    for (const id of ids) {
      const report = await engine.runs.replay(orgId, id);
      if (report) reports.push(report);
      if (report && !json) tell(report);
    }
    const ok = reports.every((report) => report.ok);
    if (!ok) process.exitCode = exitCode.flowFailed;
    if (json) return printJson({ ok, runs: reports });
    if (reports.length === 0) say("There are no runs that fit.");
  });
}

async function newestRuns({ engine, orgId }: EngineSession, flowId: string, limit: number): Promise<readonly string[]> {
  const { runs } = await engine.runs.list(orgId, { flowId, limit });
  return runs.map((run) => run.runId);
}

function tell({ runId, ok, events, steps, differsAt }: ReplayReport): void {
  if (ok) return say(`${colors.green("✓")} ${runId}  ${events} events, ${steps} steps worked out again`);
  say(`${colors.red("✗")} ${runId}`);
  if (!differsAt) return;
  const { seq, type, nodeId, path, what, recorded, replayed } = differsAt;
  say(`  event ${seq} ${type}${nodeId === undefined ? "" : ` of ${nodeId}`} differs at ${path || "/"}: ${what}`);
  say(`  recorded ${JSON.stringify(recorded)}, now ${JSON.stringify(replayed)}`);
}
