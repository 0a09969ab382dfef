import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { InvalidArgumentError, type Command } from "commander";
import { parseDuration } from "../../core/duration.ts";
import { runStatuses, type RunStatus } from "../../core/machine/run-event.ts";
import type { RedriveFrom } from "../../core/machine/redrive-preview.ts";
import type { RedriveEdits } from "../../core/machine/redrive.ts";
import type { RunSummary } from "../../runtime/engine.ts";
import type { RedrivePlan, RedriveRequest } from "../../runtime/run-operations.ts";
import { askYesNo } from "../ask-yes-no.ts";
import { CommandStop } from "../command-stop.ts";
import { driveOn } from "../drive-on.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { existingRun, labelsOf } from "../existing-run.ts";
import { parseStatuses, upTo } from "../option-values.ts";
import { readInput } from "../read-input.ts";
import { redriveAll } from "../redrive-all.ts";
import { sayRedrivePlan } from "../redrive-text.ts";
import { refuseOperation } from "../refuse-operation.ts";
import { colors, print, printJson, say } from "../terminal.ts";

export interface RedriveOptions {
  readonly from: RedriveFrom;
  readonly fork?: boolean;
  readonly version?: "latest" | number;
  readonly input?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly status?: readonly RunStatus[];
  readonly flow?: string;
  readonly since?: string;
  readonly rate: number;
  readonly limit: number;
  readonly json?: boolean;
}

export function addRedrive(program: Command): void {
  program
    .command("redrive")
    .description("go on from an earlier moment of a run, in the same run or as a fork, after a preview; or many runs at once")
    .argument("[run]", "id of the run; without it, all runs that fit --status")
    .option("--from <moment>", "failure, start, node:ID or event:N", parseFrom, { from: "failure" } as const)
    .option("--fork", "as a new run; the original stays as it is")
    .option("--version <version>", "with --fork: latest, or the number of a version", parseVersion)
    .option("--input <json|file|->", "another input instead of the run's")
    .option("--reason <text>", "why, for the record")
    .option("--dry-run", "only show what would happen")
    .option("--yes", "do not ask")
    .option("--status <names>", `many: with these statuses, separated by commas: ${runStatuses.join(", ")}`, parseStatuses)
    .option("--flow <id>", "many: only of this flow")
    .option("--since <duration>", "many: only runs that started within it, such as P1D", parseSince)
    .option("--rate <n>", "many: runs per second at most", upTo(1_000), 10)
    .option("--limit <n>", "many: runs at most", upTo(10_000), 1_000)
    .option("--json", "print { runId, plan }, or for many { matched, redriven, refused, isMore }")
    .action(redrive);
}

async function redrive(runId: string | undefined, options: RedriveOptions): Promise<void> {
  const request = await toRequest(options);
  if (runId === undefined) {
    if (!options.status)
      throw new CommandStop("Give a run, or --status for many.", "Such as: npx omnilink redrive --status failed");
    return withEngine((session) => redriveAll(session, options.status!, request, options));
  }
  if (options.status) throw new CommandStop("Give a run or --status, not both.", "--status redrives every run that fits.");
  return withEngine((session) => redriveOne(session, runId, request, options));
}

export type RequestParts = Omit<RedriveRequest, "orgId" | "runId">;

async function toRequest({ from, fork = false, version, input }: RedriveOptions): Promise<RequestParts> {
  if (version !== undefined && !fork)
    throw new CommandStop("--version goes with --fork only.", "A run belongs to its version; a fork may take another.");
  const edits: RedriveEdits | undefined = input === undefined ? undefined : { input: await readInput(input) };
  return { from, mode: fork ? "fork" : "rewind", ...(version === undefined ? {} : { version }), ...(edits ? { edits } : {}) };
}

async function redriveOne(session: EngineSession, runId: string, parts: RequestParts, options: RedriveOptions): Promise<void> {
  const { json = false, dryRun = false, yes = false, reason } = options;
  const run = await existingRun(session, runId);
  const plan = await preview(session, run, parts);
  if (dryRun) return json ? printJson({ plan }) : undefined;
  if (!yes && !(await askYesNo("Go on?"))) return say("Nothing was done.");
  const { engine, orgId } = session;
  const by = userInfo().username;
  const result = await engine.runs.redrive({ ...parts, orgId, runId, by, requestKey: randomUUID(), ...(reason && { reason }) });
  if (!result.ok) return refuseOperation(result);
  say(`${colors.green("✓")} ${result.runId === runId ? "The run goes on." : `Forked as run ${result.runId}.`}`);
  await driveOn(session, result.runId === runId ? run : await existingRun(session, result.runId));
  if (json) return printJson({ runId: result.runId, plan });
  print(result.runId);
}

/** Shows what would happen; ends the command when it cannot. */
async function preview(session: EngineSession, run: RunSummary, parts: RequestParts): Promise<RedrivePlan> {
  const { engine, orgId } = session;
  const previewed = await engine.runs.previewRedrive({ ...parts, orgId, runId: run.runId });
  if (!previewed.ok) throw new CommandStop(previewed.refusal.message, previewed.refusal.fix);
  const { plan } = previewed;
  const problem = plan.problems.find(({ severity }) => severity === "error");
  sayRedrivePlan({ ...plan, problems: plan.problems.filter((one) => one !== problem) }, await labelsOf(session, run));
  if (!problem) return plan;
  throw new CommandStop(problem.message, problem.fix);
}

function parseFrom(text: string): RedriveFrom {
  if (text === "failure" || text === "start") return { from: text };
  const [, kind, rest = ""] = /^(node|event):(.+)$/.exec(text) ?? [];
  if (kind === "node") return { from: "node", nodeId: rest };
  if (kind === "event" && /^\d+$/.test(rest)) return { from: "event", seq: Number(rest) };
  throw new InvalidArgumentError("Give failure, start, node:ID or event:N.");
}

function parseVersion(text: string): "latest" | number {
  if (text === "latest") return text;
  const version = Number(text);
  if (Number.isInteger(version) && version >= 1) return version;
  throw new InvalidArgumentError("Give latest, or the number of a version.");
}

function parseSince(text: string): string {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError("Give a duration such as PT2H or P1D.");
  return new Date(Date.now() - ms).toISOString();
}
