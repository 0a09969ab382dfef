import { userInfo } from "node:os";
import type { Command } from "commander";
import { hasErrors } from "../../core/problem.ts";
import type { JsonValue } from "../../core/json.ts";
import type { RunSummary } from "../../runtime/engine.ts";
import { validateInput } from "../../core/validate/validate-input.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { existingRun, watchedRun } from "../existing-run.ts";
import { exitCode, exitCodeOf } from "../exit-code.ts";
import { isFlowPath, readyFlow, type ReadyFlow } from "../flow-argument.ts";
import { interruption } from "../interruption.ts";
import { runLocally } from "../local-session.ts";
import { readInput } from "../read-input.ts";
import { sayDeployed } from "../say-deployed.ts";
import { runReport } from "../run-report.ts";
import { print, printJson } from "../terminal.ts";
import { sayHowToGoOn, watchRun, type WatchOptions, type WatchResult } from "../watch-run.ts";

export interface RunOptions {
  readonly input?: string;
  readonly env?: string;
  readonly trigger?: string;
  readonly key?: string;
  readonly local?: boolean;
  /** `undefined`: until the run ends or waits for somebody. */
  readonly wait?: boolean;
  readonly json?: boolean;
}

export function addRun(program: Command): void {
  program
    .command("run")
    .description("run a flow and show it moving, until it ends or waits for a person or a signal")
    .argument("<flow>", "a flow's folder, its flow.yaml, or the id of a deployed flow")
    .option("--input <json|file|->", "the payload: JSON text, a file, or - for standard input")
    .option("--env <environment>", "where it runs: dev, test or prod, the default; a flow from disk is deployed there first")
    .option("--trigger <node>", "the trigger to start from, when there are several")
    .option("--key <text>", "run once per key: the same key with the same input gives the earlier run")
    .option("--local", "run in this process and in memory, without a database")
    .option("--wait", "stay until the run ends, also while it waits for somebody")
    .option("--no-wait", "return as soon as the run is stored")
    .option("--json", "end with { runId, status, output, error?, eventCount, durationMs }")
    .action(run);
}

async function run(flow: string, options: RunOptions): Promise<void> {
  const input = await readInput(options.input);
  const ready = isFlowPath(flow) ? await readyFlow(flow) : undefined;
  if (ready) refuseInvalidInput(ready, input, options);
  if (!options.local) return runDurably(flow, ready, input, options);
  if (!ready)
    throw new CommandStop(`--local runs a flow from disk, and ${flow} is not there.`, "Name a flow's folder or its flow.yaml.");
  if (options.env !== undefined) {
    const fix = "A local run belongs to no environment: it sees no variables, and connections mean themselves.";
    throw new CommandStop("--local does not go with --env.", fix);
  }
  if (options.wait !== undefined) {
    const fix = "A local run lives only as long as this command, and nobody else can reach it.";
    throw new CommandStop("--local goes with neither --wait nor --no-wait.", fix);
  }
  finish(await runLocally(ready, input, options.trigger), options);
}

/** The engine checks again; here the problem can be told before anything has been started. */
function refuseInvalidInput({ document }: ReadyFlow, input: JsonValue, { input: given }: RunOptions): void {
  const problems = validateInput(input, document);
  if (hasErrors(problems))
    throw new ProblemStop(problems, given === undefined || given === "-" || given.startsWith("{") ? undefined : given);
}

const watchOptions = ({ wait }: RunOptions): WatchOptions => ({ untilEnd: wait === true, signal: interruption() });

async function runDurably(flow: string, ready: ReadyFlow | undefined, input: JsonValue, options: RunOptions): Promise<void> {
  await withEngine(async (session) => {
    const flowId = ready ? await deploy(session, ready, options) : flow;
    const run = await start(session, flowId, input, options);
    if (options.wait === false) return reportStarted(run, options);
    await session.ensureWorker();
    finish(await watchRun(await watchedRun(session, run), watchOptions(options)), options);
  });
}

async function deploy({ engine, orgId }: EngineSession, { folder }: ReadyFlow, { env }: RunOptions): Promise<string> {
  const { source, layout, file } = folder;
  const deployed = await engine.flows.deploy({
    ...{ orgId, source, deployedBy: userInfo().username },
    ...(layout && { layout }),
    ...(env && { environment: env }),
  });
  if (!deployed.ok) throw new ProblemStop(deployed.problems, file);
  if (deployed.changed) sayDeployed(deployed, env);
  return deployed.flowId;
}

async function start(
  session: EngineSession,
  flowId: string,
  input: JsonValue,
  { env, trigger, key }: RunOptions,
): Promise<RunSummary> {
  const { engine, orgId } = session;
  const startedBy = userInfo().username;
  const started = await engine.runs.start({
    orgId,
    flowId,
    input,
    startedBy,
    ...(env && { environment: env }),
    ...(trigger && { trigger }),
    ...(key && { triggerKey: key }),
  });
  if (started.ok && started.startsAt !== undefined) {
    throw new CommandStop(
      `Accepted, and collected for run ${started.runId}.`,
      `It begins at ${started.startsAt}, or later if more comes.`,
    );
  }
  if (started.ok) return existingRun(session, started.runId);
  if (started.reason !== "unknownFlow") throw new ProblemStop(started.problems);
  const fix = "Deploy it by running its folder, such as: npx omnilink run flows/orderApproval";
  throw new CommandStop(
    `There is no deployed flow ${flowId}${env ? ` in ${env}` : ""}${trigger ? ` with a trigger ${trigger}` : ""}.`,
    fix,
  );
}

function reportStarted(run: RunSummary, { json = false }: RunOptions): void {
  if (json) printJson(runReport(run.runId, [], run.status));
  else print(run.runId);
}

function finish({ report, open }: WatchResult, { json = false, local = false }: RunOptions): void {
  process.exitCode = exitCodeOf(report.status);
  if (json) printJson(report);
  else if (report.status === "completed" && report.output !== null) printJson(report.output);
  if (process.exitCode === exitCode.waiting && !json && !local) sayHowToGoOn(report.runId, open);
}
