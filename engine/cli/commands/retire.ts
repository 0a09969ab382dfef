import { userInfo } from "node:os";
import type { Command } from "commander";
import { PRODUCTION } from "../../core/environment/environment.ts";
import { CommandStop, ProblemStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { colors, printJson, say } from "../terminal.ts";

interface RetireOptions {
  readonly env: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export function addRetire(program: Command): void {
  program
    .command("retire")
    .description("take a flow out of service in one environment: nothing starts it there, open runs go on, its versions stay")
    .argument("<flow>", "the id of a deployed flow")
    .option("--env <environment>", "where", PRODUCTION)
    .option("--reason <text>", "why; stays on record")
    .option("--json", "print { flowId, environment, changed }")
    .action(retire);
}

async function retire(flowId: string, { env: environment, reason, json = false }: RetireOptions): Promise<void> {
  await withEngine(async ({ engine, orgId }) => {
    const why = reason === undefined ? {} : { reason };
    const result = await engine.flows.retire({ orgId, flowId, environment, by: userInfo().username, ...why });
    if (!result.ok) throw new ProblemStop(result.problems);
    const { changed } = result;
    if (!changed && (await engine.drafts.versions(orgId, flowId)).length === 0)
      throw new CommandStop(
        `There is no flow "${flowId}" that was ever live.`,
        'Name the id of a deployed flow; "omnilink pull DIR" writes them all to files.',
      );
    if (json) return printJson({ flowId, environment, changed });
    say(
      changed
        ? `${colors.green("✓")} ${flowId} is out of service in ${environment}; its open runs go on.`
        : `Nothing of ${flowId} is live in ${environment}.`,
    );
  });
}
