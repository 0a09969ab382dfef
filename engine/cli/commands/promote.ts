import { userInfo } from "node:os";
import type { Command } from "commander";
import { diffFlows } from "../../core/edit/diff-flows.ts";
import { hasErrors } from "../../core/problem.ts";
import { breakGlassOf, withBreakGlass, type BreakGlassOptions } from "../break-glass.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { flowDiffLines } from "../flow-diff-lines.ts";
import { mayGoLive, sayOpenRuns, settleOpenRuns, withOpenRuns, type OpenRunsChoice } from "../settle-open-runs.ts";
import { colors, print, printJson, say } from "../terminal.ts";
import type { PromotionPreview } from "../../runtime/environments.ts";

interface PromoteOptions extends BreakGlassOptions, OpenRunsChoice {
  readonly from: string;
  readonly to: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addPromote(program: Command): void {
  const command = program
    .command("promote")
    .description("take the version that is live in one environment to another: the same content, nothing is built anew")
    .argument("<flow>", "the id of a deployed flow")
    .requiredOption("--from <environment>", "where it is live, such as test")
    .requiredOption("--to <environment>", "where it is to go live, such as prod")
    .option("--dry-run", "only show what would change; exit 2 when something is in the way");
  withBreakGlass(withOpenRuns(command))
    .option(
      "--json",
      "print { flowId, version, contentHash, changed, openRuns? }, or with --dry-run { version, replaces?, problems }",
    )
    .action(promote);
}

async function promote(flowId: string, options: PromoteOptions): Promise<void> {
  const { from, to, dryRun = false, json = false } = options;
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const preview = await engine.environments.previewPromotion({ orgId, flowId, from, to });
    if (!preview)
      throw new CommandStop(`Nothing of ${flowId} is live in ${from}.`, `See what is: npx omnilink runs --env ${from}`);
    if (dryRun) showPreview(preview, options);
    const { contentHash, number } = preview.version;
    const question = await sayOpenRuns(session, { flowId, environment: to, goesLive: { version: number } }, options);
    if (dryRun || !(await mayGoLive(question, options))) return;
    const { version, changed } = await goLive(session, flowId, contentHash, options);
    if (!json) say(`${colors.green("✓")} ${flowId} version ${version} ${changed ? "is live" : "was live already"} in ${to}.`);
    const place = { flowId, environment: to, version };
    const openRuns = question === undefined ? undefined : await settleOpenRuns(session, place, options);
    if (json) printJson({ flowId, version, contentHash, changed, ...(openRuns && { openRuns }) });
  });
}

/** Whoever can read the database of the installation is its operator; who that is stands in the log. */
async function goLive({ engine, orgId }: EngineSession, flowId: string, contentHash: string, options: PromoteOptions) {
  const { from, to } = options;
  const promoted = await engine.environments.promote({
    ...{ orgId, flowId, from, to, contentHash, by: { name: userInfo().username } },
    ...breakGlassOf(options),
  });
  if (promoted.ok) return promoted;
  if (promoted.reason === "problems") throw new ProblemStop(promoted.problems);
  if (promoted.reason === "review")
    throw new CommandStop(promoted.message, "Ask for a review on the flow's page of environments.");
  throw new CommandStop(
    "message" in promoted ? promoted.message : `${flowId} could not be promoted.`,
    "Look again, then repeat it.",
  );
}

function showPreview(preview: PromotionPreview, { to, openRuns: choice, json = false }: PromoteOptions): void {
  const { version, replaces, problems, openRuns } = preview;
  if (hasErrors(problems)) process.exitCode = 2;
  const numbered = { version: version.number, ...(replaces ? { replaces: replaces.number } : {}) };
  if (json) return printJson({ ...numbered, contentHash: version.contentHash, problems });
  say(`Version ${version.number} would go live in ${to}${replaces ? ` in place of version ${replaces.number}` : ""}.`);
  if (replaces) for (const line of flowDiffLines(diffFlows(replaces, version), { moves: false })) print(line);
  for (const { version: stays, runs } of choice === "keep" ? openRuns : [])
    say(colors.dim(`${runs} open ${runs === 1 ? "run stays" : "runs stay"} on version ${stays}.`));
  for (const { severity, message, fix } of problems) say(`${severity === "error" ? colors.red("✗") : "!"} ${message} ${fix}`);
}
