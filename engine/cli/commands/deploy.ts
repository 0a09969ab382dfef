import { userInfo } from "node:os";
import type { Command } from "commander";
import { ProblemStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { readyFlow } from "../flow-argument.ts";
import { sayInFlight } from "../say-in-flight.ts";
import { colors, printJson, say } from "../terminal.ts";

interface DeployOptions {
  readonly breakGlass?: string;
  readonly json?: boolean;
}

export function addDeploy(program: Command): void {
  program
    .command("deploy")
    .description("make a flow live; refused where a review is required and missing")
    .argument("<flow>", "a flow's folder or its flow.yaml")
    .option("--break-glass <reason>", "go live without the review that is required: leaves an alarm, and a review that is owed")
    .option("--json", "print { flowId, version, changed, inFlight }")
    .action(deploy);
}

async function deploy(path: string, { breakGlass, json = false }: DeployOptions): Promise<void> {
  const { folder } = await readyFlow(path);
  const { source, layout, file } = folder;
  const deployed = await withEngine(({ engine, orgId }) =>
    engine.flows.deploy({
      ...{ orgId, source, deployedBy: userInfo().username },
      ...(layout && { layout }),
      ...(breakGlass === undefined ? {} : { breakGlass: { reason: breakGlass } }),
    }),
  );
  if (!deployed.ok) throw new ProblemStop(deployed.problems, file);
  const { flowId, version, changed, inFlight } = deployed;
  if (json) return printJson({ flowId, version, changed, inFlight });
  if (changed) return sayInFlight(deployed);
  say(`${colors.green("✓")} ${flowId} version ${version} was live already.`);
}
