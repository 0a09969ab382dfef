import type { Command } from "commander";
import { applyAction, applyRepository, type AppliedFlow } from "../../hub/repository/apply-repository.ts";
import { openGit } from "../../hub/repository/git.ts";
import { planRepository, type PlannedFlow } from "../../hub/repository/plan-repository.ts";
import { askYesNo } from "../ask-yes-no.ts";
import { breakGlassOf, withBreakGlass, type BreakGlassOptions } from "../break-glass.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { exitCode } from "../exit-code.ts";
import { repositoryAt } from "../repository-argument.ts";
import { planLines, plannedJson } from "../repository-lines.ts";
import { reportProblems } from "../report-problems.ts";
import { openRunsOption, sayOpenRuns, settleOpenRuns, type OpenRunsChoice } from "../settle-open-runs.ts";
import { colors, printJson, say } from "../terminal.ts";

interface ApplyOptions extends BreakGlassOptions, OpenRunsChoice {
  readonly yes: boolean;
  readonly force: boolean;
  readonly json?: boolean;
}

export function addApply(program: Command): void {
  const command = program
    .command("apply")
    .description("deploy the flows of a folder, and take those out of service that were deleted from it")
    .argument("<dir>", "the folder of the flows, or the one around it");
  withBreakGlass(command.addOption(openRunsOption()))
    .option("--yes", "do not ask", false)
    .option("--force", "also overwrite what was published elsewhere", false)
    .option("--json", "print { applied: [{ flowId, outcome, version }], left: [...] }; of a deployed one also openRuns")
    .action(apply);
}

async function apply(path: string, { yes, force, json = false, openRuns, ...options }: ApplyOptions): Promise<void> {
  const glass = breakGlassOf(options);
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const repository = await repositoryAt(path, (keys) => engine.mappingLibrary.find(orgId, keys));
    const planned = await planRepository(engine, orgId, repository);
    for (const line of planLines(planned)) say(line);
    const settled = await flowsToSettle(session, planned, force, { openRuns });
    const count = planned.filter((flow) => applyAction(flow, force) !== undefined).length;
    if (count > 0 && !yes && !(await askYesNo(`Apply ${count === 1 ? "this change" : `these ${count} changes`}?`))) return;
    const ports = { engine, orgId, git: await openGit(repository.folder) };
    const deployed = await applyRepository(ports, repository, planned, { force, ...glass });
    const left = planned.filter((flow) => isDrift(flow) && applyAction(flow, force) === undefined);
    if (!json) tell(deployed, left);
    const applied = await settleApplied(session, deployed, settled, { openRuns });
    if (json) printJson({ applied, left: left.map(plannedJson) });
    if (applied.some(({ outcome }) => outcome === "refused")) process.exitCode = exitCode.invalid;
    else if (left.length > 0) process.exitCode = exitCode.flowFailed;
  });
}

/** Says what would become of the open runs of each flow that is deployed; those of which some are to be moved or canceled. */
async function flowsToSettle(
  session: EngineSession,
  planned: readonly PlannedFlow[],
  force: boolean,
  choice: OpenRunsChoice,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (choice.openRuns === "keep") return found;
  for (const flow of planned) {
    const { flowId, here } = flow;
    if (!here || applyAction(flow, force) !== "deploy") continue;
    say(`${flowId}:`);
    if (await sayOpenRuns(session, { flowId, goesLive: { source: here.source } }, choice)) found.add(flowId);
  }
  return found;
}

/** What was applied, with what became of open runs. */
async function settleApplied(
  session: EngineSession,
  applied: readonly AppliedFlow[],
  settled: ReadonlySet<string>,
  choice: OpenRunsChoice,
) {
  const answers: (AppliedFlow & { readonly openRuns?: Awaited<ReturnType<typeof settleOpenRuns>> })[] = [];
  for (const flow of applied) {
    const { flowId, version } = flow;
    const openRuns =
      version === undefined || !settled.has(flowId) ? undefined : await settleOpenRuns(session, { flowId, version }, choice);
    answers.push(openRuns ? { ...flow, openRuns } : flow);
  }
  return answers;
}

const isDrift = ({ state }: PlannedFlow): boolean => state === "behind" || state === "diverged" || state === "gone";

function tell(applied: readonly AppliedFlow[], left: readonly PlannedFlow[]): void {
  for (const { flowId, outcome, version, problems = [] } of applied) {
    if (outcome === "deployed") say(`${colors.green("✓")} ${flowId}: version ${version} is live`);
    if (outcome === "removed") say(`${colors.green("✓")} ${flowId} is out of service; its open runs go on`);
    if (outcome === "refused") say(`${colors.red("✗")} ${flowId} was left as it is`);
    reportProblems(problems, { json: false });
  }
  for (const { flowId } of left)
    say(`${colors.yellow("!")} ${flowId} was changed elsewhere and is left as it is: pull first, or overwrite it with --force`);
}
