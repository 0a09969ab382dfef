import { InvalidArgumentError, type Command } from "commander";
import { PRODUCTION } from "../../core/environment/environment.ts";
import { runStatuses, type RunStatus } from "../../core/machine/run-event.ts";
import { withEngine } from "../engine-session.ts";
import { parseStatuses } from "../option-values.ts";
import { printJson, printTable, say } from "../terminal.ts";

interface RunsOptions {
  readonly flow?: string;
  readonly env?: string;
  readonly status?: readonly RunStatus[];
  readonly limit: number;
  readonly json?: boolean;
}

export function addRuns(program: Command): void {
  program
    .command("runs")
    .description("list runs, newest first")
    .option("--flow <id>", "only of this flow")
    .option("--env <environment>", "only of this environment")
    .option("--status <names>", `only with these statuses, separated by commas: ${runStatuses.join(", ")}`, parseStatuses)
    .option("--limit <number>", "at most this many, 1 to 100", parseLimit, 20)
    .option("--json", "print { runs: [...] }")
    .action(listRuns);
}

async function listRuns({ flow, env, status, limit, json = false }: RunsOptions): Promise<void> {
  const page = await withEngine(({ engine, orgId }) =>
    engine.runs.list(orgId, {
      limit,
      ...(flow && { flowId: flow }),
      ...(env && { environment: env }),
      ...(status && { status }),
    }),
  );
  if (json) return printJson(page);
  if (page.runs.length === 0) return say("There are no runs that fit.");
  printTable(
    ["RUN", "FLOW", "ENV", "STATUS", "EVENTS", "STARTED"],
    page.runs.map((run) => [
      run.runId,
      `${run.flowId}@${run.version}`,
      run.environment ?? PRODUCTION,
      run.status,
      String(run.seq),
      run.startedAt,
    ]),
  );
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new InvalidArgumentError("It must be a number from 1 to 100.");
  return limit;
}
