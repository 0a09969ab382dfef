import type { Command } from "commander";
import { CommandStop } from "../command-stop.ts";
import { operateOn } from "../operate-command.ts";

interface UndoOptions {
  readonly retry?: boolean;
  readonly waive?: boolean;
  readonly reason: string;
  readonly json?: boolean;
}

export function addUndo(program: Command): void {
  program
    .command("undo")
    .description("go on with the undo of a run that stopped because an undo failed for good")
    .argument("<run>", "id of the run")
    .option("--retry", "try the failed undo again")
    .option("--waive", "count the failed undo as done, because somebody did it by hand")
    .requiredOption("--reason <text>", "why, for the record")
    .option("--json", "print { runId, result, status }")
    .action(undo);
}

async function undo(runId: string, { retry = false, waive = false, reason, json }: UndoOptions): Promise<void> {
  if (retry === waive) throw new CommandStop("Give one of --retry and --waive.", "--waive says that it was undone by hand.");
  await operateOn(runId, {
    reason,
    json,
    done: waive ? "The failed undo counts as done; the rest is undone." : "The failed undo is tried again.",
    send: (runs, request) => runs.resumeUndo({ ...request, waive }),
  });
}
