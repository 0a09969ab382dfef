import { userInfo } from "node:os";
import { InvalidArgumentError, type Command } from "commander";
import { BACKFILL_LIMITS } from "../../core/schedule/backfill-limits.ts";
import { describeSchedule, inZone } from "../../core/schedule/describe-schedule.ts";
import type { BackfillPlan, ScheduleSummary } from "../../runtime/schedule-operations.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { upTo } from "../option-values.ts";
import { colors, print, printJson, printTable, say } from "../terminal.ts";

interface FlowOptions {
  readonly node?: string;
  readonly json?: boolean;
}

interface BackfillOptions extends FlowOptions {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly rate: number;
  readonly dryRun?: boolean;
}

const MOST = BACKFILL_LIMITS.occurrences;

/** `schedules list | preview | backfill | pause | resume`. */
export function addSchedules(program: Command): void {
  const schedules = program.command("schedules").description("see, pause and backfill the schedules of deployed flows");
  schedules
    .command("list", { isDefault: true })
    .description("list all schedules")
    .option("--json", "print { schedules: [...] }")
    .action(list);
  forFlow(schedules.command("preview").description("show when a schedule runs next, and what became of the last times"))
    .option("--json", "print the schedule")
    .action(preview);
  forFlow(schedules.command("backfill").description("run the occurrences of a past range that have not run"))
    .requiredOption("--from <time>", "first moment, such as 2026-03-01 or 2026-03-01T06:00:00Z", moment)
    .requiredOption("--to <time>", "moment before which the range ends", moment)
    .option("--dry-run", "only show what would run")
    .option("--limit <n>", `occurrences at most, the oldest first, up to ${MOST}`, upTo(MOST), 100)
    .option("--rate <n>", "runs started per second at most", upTo(BACKFILL_LIMITS.perSecond), 1)
    .option("--json", "print { dryRun, count, isMore, occurrences }")
    .action(backfill);
  forFlow(schedules.command("pause").description("start no runs until it is resumed"))
    .option("--json", "print { flowId, nodeId, paused }")
    .action((flow: string, options: FlowOptions) => setPaused(flow, options, true));
  forFlow(schedules.command("resume").description("go on with the next occurrence"))
    .option("--json", "print { flowId, nodeId, paused }")
    .action((flow: string, options: FlowOptions) => setPaused(flow, options, false));
}

const forFlow = (command: Command): Command =>
  command.argument("<flow>", "id of a deployed flow").option("--node <id>", "the trigger, when the flow has several schedules");

function moment(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError("Give a time such as 2026-03-01 or 2026-03-01T06:00:00Z.");
  return new Date(ms).toISOString();
}

async function findSchedule({ engine, orgId }: EngineSession, flow: string, node?: string): Promise<ScheduleSummary> {
  const all = await engine.schedules.list(orgId, flow);
  const found = node === undefined ? all : all.filter(({ nodeId }) => nodeId === node);
  if (found.length === 1) return found[0]!;
  const fix = "List the schedules with: npx omnilink schedules";
  if (found.length === 0) throw new CommandStop(`Flow ${flow} has no schedule${node === undefined ? "" : ` ${node}`}.`, fix);
  const names = all.map(({ nodeId }) => nodeId).join(", ");
  throw new CommandStop(`Flow ${flow} has ${all.length} schedules.`, `Name one with --node: ${names}.`);
}

const zoneOf = ({ config }: ScheduleSummary): string => config.timeZone ?? "UTC";

function nextInWords(schedule: ScheduleSummary): string {
  if (schedule.paused) return `paused by ${schedule.paused.by}`;
  return schedule.upcoming[0] === undefined ? "over" : inZone(schedule.upcoming[0], zoneOf(schedule));
}

async function list({ json = false }: FlowOptions): Promise<void> {
  const schedules = await withEngine(({ engine, orgId }) => engine.schedules.list(orgId));
  if (json) return printJson({ schedules });
  if (schedules.length === 0) return say("No deployed flow has a schedule.");
  printTable(
    ["FLOW", "TRIGGER", "NEXT", "SCHEDULE"],
    schedules.map((schedule) => [schedule.flowId, schedule.nodeId, nextInWords(schedule), describeSchedule(schedule.config)]),
  );
}

async function preview(flow: string, { node, json = false }: FlowOptions): Promise<void> {
  const schedule = await withEngine((session) => findSchedule(session, flow, node));
  if (json) return printJson(schedule);
  print(`${describeSchedule(schedule.config)}${schedule.paused ? `, paused by ${schedule.paused.by}` : ""}`);
  if (schedule.problem !== undefined) say(`${colors.red("✗")} ${schedule.problem}`);
  for (const at of schedule.upcoming) print(`next  ${inZone(at, zoneOf(schedule))}`);
  for (const { scheduledAt, status, runId, detail } of schedule.recent)
    print(`last  ${inZone(scheduledAt, zoneOf(schedule))}  ${status}${runId ? ` ${runId}` : ""}${detail ? `: ${detail}` : ""}`);
  if (schedule.waiting > 0) print(`${schedule.waiting} more wait to be started`);
}

async function backfill(flow: string, { node, from, to, limit, rate, dryRun = false, json = false }: BackfillOptions) {
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const schedule = await findSchedule(session, flow, node);
    const range = { orgId, flowId: flow, nodeId: schedule.nodeId, from, to, limit };
    const plan = dryRun
      ? await engine.schedules.previewBackfill(range)
      : await engine.schedules.backfill({ ...range, by: userInfo().username, perSecond: rate });
    if (!plan) throw new CommandStop(`Flow ${flow} has no schedule any more.`, "It was deployed without it just now.");
    if (json) return printJson({ dryRun, ...plan });
    for (const { scheduledAt, isTaken } of plan.occurrences)
      print(`${inZone(scheduledAt, zoneOf(schedule))}${isTaken ? "  has run or waits already" : ""}`);
    say(`${colors.green("✓")} ${planInWords(plan, dryRun, rate)}`);
  });
}

function planInWords({ count, isMore }: BackfillPlan, dryRun: boolean, rate: number): string {
  const runs = `${count} ${count === 1 ? "run" : "runs"}`;
  const what = dryRun ? `Would start ${runs}.` : `${runs} will be started, ${rate} per second at most.`;
  return isMore ? `${what} The range holds more: raise --limit, or backfill again from where this ends.` : what;
}

async function setPaused(flow: string, { node, json = false }: FlowOptions, paused: boolean): Promise<void> {
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const { nodeId } = await findSchedule(session, flow, node);
    const request = { orgId, flowId: flow, nodeId, by: userInfo().username };
    await (paused ? engine.schedules.pause(request) : engine.schedules.resume(request));
    if (json) return printJson({ flowId: flow, nodeId, paused });
    say(`${colors.green("✓")} ${paused ? "Paused: no runs start until you resume it." : "Goes on with the next occurrence."}`);
  });
}
