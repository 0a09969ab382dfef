import type { Command } from "commander";
import { planRepository, type PlannedFlow } from "../../hub/repository/plan-repository.ts";
import { withEngine } from "../engine-session.ts";
import { exitCode } from "../exit-code.ts";
import { repositoryAt } from "../repository-argument.ts";
import { planLines, plannedJson } from "../repository-lines.ts";
import { print, printJson } from "../terminal.ts";

export function addPlan(program: Command): void {
  program
    .command("plan")
    .description("what apply would change, what was published elsewhere, and what it means for open runs")
    .argument("<dir>", "the folder of the flows, or the one around it")
    .option("--check", "exit with 3 unless the folder and what is deployed are the same", false)
    .option("--json", "print { flows: [{ flow, state, diff, drift, conflicts, inFlight }] }")
    .action(plan);
}

async function plan(path: string, { check, json = false }: { check: boolean; json?: boolean }): Promise<void> {
  await withEngine(async ({ engine, orgId }) => {
    const repository = await repositoryAt(path, (keys) => engine.mappingLibrary.find(orgId, keys));
    const planned = await planRepository(engine, orgId, repository);
    if (json) printJson({ flows: planned.map(plannedJson) });
    else for (const line of planLines(planned)) print(line);
    if (planned.some(hasConflict)) process.exitCode = exitCode.flowFailed;
    else if (check && planned.some(differs)) process.exitCode = exitCode.waiting;
  });
}

const differs = ({ state }: PlannedFlow): boolean => state !== "same" && state !== "foreign";
const hasConflict = ({ state, merged }: PlannedFlow): boolean =>
  state === "diverged" && (merged === undefined || merged.conflicts.length > 0);
