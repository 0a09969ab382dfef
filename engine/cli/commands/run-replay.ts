import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { compileFlow } from "../../core/compile/compile-flow.ts";
import type { FlowPlan } from "../../core/compile/flow-plan.ts";
import { readRunFile } from "../../core/run-file/read-run-file.ts";
import type { RunFile } from "../../core/run-file/run-file.ts";
import { idleExecutors } from "../../host/idle-executors.ts";
import { productVersion } from "../../host/product-version.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { replayRunFile } from "../../runtime/operations/replay-run-file.ts";
import type { ReplayReport } from "../../runtime/run-operations.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { exitCode } from "../exit-code.ts";
import { nodeLabels, traceView } from "../flow-argument.ts";
import { colors, printJson, say } from "../terminal.ts";
import type { NodeLabels } from "../trace-view.ts";

export function addRunReplay(runs: Command): void {
  runs
    .command("replay")
    .description("play a run file again in this engine, without a database and without calling anything")
    .argument("<file>", "what `runs export` wrote")
    .option("--json", "print { ok, runId, status, events, steps, unchecked?, differsAt? }")
    .action(replay);
}

async function replay(path: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const file = await readRun(path);
  const report = await replayRunFile({ executors: idleExecutors(), clock: systemClock }, file, plansOf(file, path));
  if (!report.ok) process.exitCode = exitCode.flowFailed;
  if (json) return printJson({ ...report, status: file.run.status });
  const { document } = file.versions.at(-1)!;
  const view = traceView(document);
  const upTo = report.differsAt?.seq ?? Infinity;
  for (const event of file.events) if (event.seq <= upTo) say(view.line(event));
  tell(file, report, nodeLabels(document));
}

async function readRun(path: string): Promise<RunFile> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandStop(
      `The file ${path} cannot be read: ${error.code ?? error.message}.`,
      "Name a file that `runs export` wrote.",
    );
  });
  const read = readRunFile(text);
  if (read.ok) return read.file;
  const fix = "Export the run again, and take the file as it is.";
  const faults = read.faults.map((fault) => ({ code: "run-file/invalid", severity: "error", fix, ...fault }) as const);
  throw new ProblemStop(
    faults.map((fault) => ({ ...fault, message: `${fault.path === "" ? "The file" : fault.path} ${fault.message}.` })),
    path,
  );
}

/** A flow that this engine refuses cannot be replayed: its problems are named where they stand in the file. */
function plansOf({ versions }: RunFile, path: string): readonly FlowPlan[] {
  return versions.map(({ document }, index) => {
    const { plan, problems } = compileFlow(document, nodeDefinitions);
    if (plan) return plan;
    throw new ProblemStop(
      problems.map((problem) => ({ ...problem, path: `/versions/${index}/document${problem.path}` })),
      path,
    );
  });
}

function tell({ run, engine, redaction }: RunFile, report: ReplayReport, labels: NodeLabels): void {
  const { events, steps, unchecked = [], differsAt } = report;
  for (const { seq, nodeId } of unchecked) {
    const step = labels.get(nodeId) ?? nodeId;
    say(`${colors.yellow("!")} event ${seq}: “${step}” depends on a value that was masked or left out; taken as it is recorded`);
  }
  if (!differsAt) {
    const worked = `${steps} ${steps === 1 ? "step" : "steps"} worked out again`;
    const hidden = redaction.fields.length + redaction.leftOut.length > 0 ? ", but for what was masked or left out" : "";
    return say(
      `${colors.green("✓")} replayed ${events} events, ended as ${run.status}, the same as recorded${hidden} (${worked})`,
    );
  }
  const { seq, type, nodeId, path, what, recorded, replayed } = differsAt;
  const step = nodeId === undefined ? "" : ` of “${labels.get(nodeId) ?? nodeId}”`;
  say(
    `${colors.red("✗")} event ${seq}, ${type}${step}: this engine (${productVersion()}) decides otherwise than the one that ran it`,
  );
  say(`  ${what}, at ${path || "/"} (exported by ${engine})`);
  say(`  expected ${shown(recorded)}`);
  say(`  got ${shown(replayed)}`);
}

const MOST_SHOWN = 400;

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
