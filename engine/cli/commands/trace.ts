import type { Command } from "commander";
import { existingRun, traceViewOf } from "../existing-run.ts";
import { withEngine } from "../engine-session.ts";
import { exitCode } from "../exit-code.ts";
import { isEndEvent } from "../run-report.ts";
import { print, printJson } from "../terminal.ts";
import { traceLine } from "../trace-line.ts";

interface TraceOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
}

export function addTrace(program: Command): void {
  program
    .command("trace")
    .description("show what happened in a run, event by event")
    .argument("<run>", "id of the run")
    .option("--follow", "go on until the run ends")
    .option("--json", "print the array of events { seq, at, type, nodeId?, visit?, attempt?, data? }")
    .action(trace);
}

async function trace(runId: string, { follow = false, json = false }: TraceOptions): Promise<void> {
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const run = await existingRun(session, runId);
    if (json && !follow) return printJson((await engine.runs.events(orgId, runId, 0)).map(traceLine));
    const view = await traceViewOf(session, run);
    const leaving = new AbortController();
    process.once("SIGINT", () => {
      process.exitCode = exitCode.waiting;
      leaving.abort();
    });
    const events = follow ? engine.runs.follow(orgId, runId, 0, leaving.signal) : await engine.runs.events(orgId, runId, 0);
    for await (const event of events) {
      print(json ? JSON.stringify(traceLine(event)) : view.line(event));
      if (isEndEvent(event)) break;
    }
    leaving.abort();
  });
}
