import type { Command } from "commander";
import { operateOn } from "../operate-command.ts";

interface ResumeOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

export function addResume(program: Command): void {
  program
    .command("resume")
    .description("let a paused run go on; its timers run again from where they stood")
    .argument("<run>", "id of the run")
    .option("--reason <text>", "why, for the record")
    .option("--json", "print { runId, result, status }")
    .action((runId: string, { reason, json }: ResumeOptions) =>
      operateOn(runId, { reason, json, done: `Run ${runId} goes on.`, send: (runs, request) => runs.resume(request) }),
    );
}
