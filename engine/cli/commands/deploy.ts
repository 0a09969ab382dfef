import { userInfo } from "node:os";
import type { Command } from "commander";
import type { FlowFolder } from "../../hub/flow-folder/load-flow-folder.ts";
import type { DeployResult } from "../../runtime/engine.ts";
import { breakGlassOf, withBreakGlass, type BreakGlassOptions } from "../break-glass.ts";
import { ProblemStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { readyFlow } from "../flow-argument.ts";
import { sayDeployed } from "../say-deployed.ts";
import { mayGoLive, sayOpenRuns, settleOpenRuns, withOpenRuns, type OpenRunsChoice } from "../settle-open-runs.ts";
import { colors, printJson, say } from "../terminal.ts";

interface DeployOptions extends BreakGlassOptions, OpenRunsChoice {
  readonly env?: string;
  readonly json?: boolean;
}

export function addDeploy(program: Command): void {
  const command = program
    .command("deploy")
    .description("make a flow live; refused where a review is required and missing")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--env <environment>", "where it goes live: dev, test or prod, the default");
  withBreakGlass(withOpenRuns(command))
    .option("--json", "print { flowId, version, changed, inFlight, openRuns? }")
    .action(deploy);
}

async function deploy(path: string, options: DeployOptions): Promise<void> {
  const { env, json = false } = options;
  const place = env === undefined ? {} : { environment: env };
  await withEngine(async (session) => {
    const { engine, orgId } = session;
    const { folder, document } = await readyFlow(path, (keys) => engine.mappingLibrary.find(orgId, keys));
    const goesLive = { flowId: document.id, ...place, goesLive: { source: folder.source } };
    const question = await sayOpenRuns(session, goesLive, options);
    if (!(await mayGoLive(question, options))) return;
    const deployed = await goLive(session, folder, options);
    const { flowId, version, changed } = deployed;
    if (changed && !json) sayDeployed(question === undefined ? deployed : { ...deployed, openRuns: [] }, env);
    else if (!json)
      say(`${colors.green("✓")} ${flowId} version ${version} was live already${env === undefined ? "" : ` in ${env}`}.`);
    const settled = question === undefined ? undefined : await settleOpenRuns(session, { ...deployed, ...place }, options);
    if (json) printJson({ flowId, version, changed, inFlight: deployed.openRuns, ...(settled && { openRuns: settled }) });
  });
}

type Deployed = Extract<DeployResult, { ok: true }>;

async function goLive(
  { engine, orgId }: EngineSession,
  folder: FlowFolder,
  { env, ...options }: DeployOptions,
): Promise<Deployed> {
  const glass = breakGlassOf(options);
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
