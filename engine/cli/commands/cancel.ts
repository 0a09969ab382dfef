import { Option, type Command } from "commander";
import { operateOn } from "../operate-command.ts";

interface CancelOptions {
  readonly reason?: string;
  readonly undo: boolean;
  readonly compensate: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addCancel(program: Command): void {
  program
    .command("cancel")
    .description("end a run and undo what it has done")
    .argument("<run>", "id of the run")
    .option("--reason <text>", "why, for the record")
    .option("--no-undo", "leave the completed steps as they are")
    .addOption(new Option("--no-compensate", "as --no-undo").hideHelp())
    .option("--force", "abort calls in flight and undo nothing: what became of those calls stays unknown")
    .option("--json", "print { runId, result, status }")
    .action(cancel);
}

function cancel(runId: string, { reason, undo, compensate, force = false, json }: CancelOptions): Promise<void> {
  return operateOn(runId, {
    reason,
    json,
    done: `Asked run ${runId} to end.`,
    send: (runs, request) => runs.cancel({ ...request, compensate: undo && compensate && !force, ...(force ? { force } : {}) }),
  });
}
