import type { Command } from "commander";
import { operateOn } from "../operate-command.ts";

interface PauseOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

export function addPause(program: Command): void {
  program
    .command("pause")
    .description("hold a run: nothing new begins and its timers stand still")
    .argument("<run>", "id of the run")
    .option("--reason <text>", "why, for the record")
    .option("--json", "print { runId, result, status }")
    .action((runId: string, { reason, json }: PauseOptions) =>
      operateOn(runId, {
        reason,
        json,
        done: `Asked run ${runId} to pause; calls in flight are still answered.`,
        send: (runs, request) => runs.pause(request),
      }),
    );
}
