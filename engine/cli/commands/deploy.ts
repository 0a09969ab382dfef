import { userInfo } from "node:os";
import { Option, type Command } from "commander";
import type { DeployResult } from "../../runtime/engine.ts";
import { breakGlassOf, withBreakGlass, type BreakGlassOptions } from "../break-glass.ts";
import { ProblemStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { readyFlow } from "../flow-argument.ts";
import { sayInFlight } from "../say-in-flight.ts";
import { openRunsChoices, settleOpenRuns, type OpenRunsChoice } from "../settle-open-runs.ts";
import { colors, printJson, say } from "../terminal.ts";

interface DeployOptions extends BreakGlassOptions {
  readonly env?: string;
  readonly openRuns: OpenRunsChoice;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addDeploy(program: Command): void {
  const command = program
    .command("deploy")
    .description("make a flow live; refused where a review is required and missing")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--env <environment>", "where it goes live: dev, test or prod, the default")
    .addOption(
      new Option("--open-runs <what>", "what becomes of runs under way on older versions, after a preview")
        .choices(openRunsChoices)
        .default("keep"),
    )
    .option("--yes", "move or cancel without asking");
  withBreakGlass(command).option("--json", "print { flowId, version, changed, inFlight, openRuns? }").action(deploy);
}

async function deploy(path: string, options: DeployOptions): Promise<void> {
  const { env, openRuns: what, yes = false, json = false } = options;
  await withEngine(async (session) => {
    const deployed = await goLive(session, path, options);
    const { flowId, version, changed, inFlight } = deployed;
    if (changed && !json) sayInFlight(deployed, env);
    else if (!json)
      say(`${colors.green("✓")} ${flowId} version ${version} was live already${env === undefined ? "" : ` in ${env}`}.`);
    const openRuns = await settleOpenRuns(session, { flowId, what, yes, ...(env === undefined ? {} : { environment: env }) });
    if (json) printJson({ flowId, version, changed, inFlight, ...(openRuns && { openRuns }) });
  });
}

type Deployed = Extract<DeployResult, { ok: true }>;

async function goLive({ engine, orgId }: EngineSession, path: string, { env, ...options }: DeployOptions): Promise<Deployed> {
  const glass = breakGlassOf(options);
  const { folder } = await readyFlow(path, (keys) => engine.mappingLibrary.find(orgId, keys));
  const { source, layout, file } = folder;
  const result = await engine.flows.deploy({
    ...{ orgId, source, deployedBy: userInfo().username },
    ...(layout && { layout }),
    ...(env === undefined ? {} : { environment: env }),
    ...glass,
  });
  if (!result.ok) throw new ProblemStop(result.problems, file);
  return result;
}
