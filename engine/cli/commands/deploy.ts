import { userInfo } from "node:os";
import type { Command } from "commander";
import { breakGlassOf, withBreakGlass, type BreakGlassOptions } from "../break-glass.ts";
import { ProblemStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { readyFlow } from "../flow-argument.ts";
import { sayInFlight } from "../say-in-flight.ts";
import { colors, printJson, say } from "../terminal.ts";

interface DeployOptions extends BreakGlassOptions {
  readonly env?: string;
  readonly json?: boolean;
}

export function addDeploy(program: Command): void {
  const command = program
    .command("deploy")
    .description("make a flow live; refused where a review is required and missing")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--env <environment>", "where it goes live: dev, test or prod, the default");
  withBreakGlass(command).option("--json", "print { flowId, version, changed, inFlight }").action(deploy);
}

async function deploy(path: string, { env, json = false, ...options }: DeployOptions): Promise<void> {
  const glass = breakGlassOf(options);
  const deployed = await withEngine(async ({ engine, orgId }) => {
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
  });
  const { flowId, version, changed, inFlight } = deployed;
  if (json) return printJson({ flowId, version, changed, inFlight });
  if (changed) return sayInFlight(deployed, env);
  say(`${colors.green("✓")} ${flowId} version ${version} was live already${env === undefined ? "" : ` in ${env}`}.`);
}
