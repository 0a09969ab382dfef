import { InvalidArgumentError, type Command } from "commander";
import { PRODUCTION } from "../../core/environment/environment.ts";
import { runStatuses, type RunStatus } from "../../core/machine/run-event.ts";
import { withEngine } from "../engine-session.ts";
import { parseStatuses } from "../option-values.ts";
import { printJson, printTable, say } from "../terminal.ts";
import { addRunExport } from "./run-export.ts";
import { addRunReplay } from "./run-replay.ts";

interface RunsOptions {
  readonly flow?: string;
  readonly env?: string;
  readonly field?: Readonly<Record<string, string>>;
  readonly tag?: readonly string[];
  readonly status?: readonly RunStatus[];
  readonly limit: number;
  readonly json?: boolean;
}

/** `runs`, `runs export | replay`. */
export function addRuns(program: Command): void {
  const runs = program.command("runs");
  addRunExport(runs);
  addRunReplay(runs);
  runs
    .description("list runs, newest first")
    .option("--flow <id>", "only of this flow")
    .option("--env <environment>", "only of this environment")
    .option("--status <names>", `only with these statuses, separated by commas: ${runStatuses.join(", ")}`, parseStatuses)
    .option("--field <name=value>", "only with this search field, or its beginning and *; may be repeated", parseField)
    .option("--tag <tag>", "only with this tag; may be repeated", (tag: string, others: readonly string[] = []) => [
      ...others,
      tag,
    ])
    .option("--limit <number>", "at most this many, 1 to 100", parseLimit, 20)
    .option("--json", "print { runs: [...] }")
    .action(listRuns);
}

async function listRuns({ flow, env, status, field, tag, limit, json = false }: RunsOptions): Promise<void> {
  const page = await withEngine(({ engine, orgId }) =>
    engine.runs.list(orgId, {
      limit,
      ...(flow && { flowId: flow }),
      ...(env && { environment: env }),
      ...(status && { status }),
      ...(field && { searchFields: field }),
      ...(tag && { tags: tag }),
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

function parseField(text: string, others: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError("It must be NAME=VALUE, such as customer=ACME.");
  return { ...others, [text.slice(0, at)]: text.slice(at + 1) };
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new InvalidArgumentError("It must be a number from 1 to 100.");
  return limit;
}
