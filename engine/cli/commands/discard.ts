import { userInfo } from "node:os";
import type { Command } from "commander";
import type { CloseIncidentResult } from "../../runtime/incidents.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { colors, printJson, say } from "../terminal.ts";

interface DiscardOptions {
  readonly reason: string;
  readonly json?: boolean;
}

export function addDiscard(program: Command): void {
  program
    .command("discard")
    .description("close an incident of an ended run that needs nothing more")
    .argument("<incident>", "id of the incident")
    .requiredOption("--reason <text>", "why nothing is to be done, for the record")
    .option("--json", "print { incidentId, outcome }")
    .action(discard);
}

async function discard(incidentId: string, { reason, json = false }: DiscardOptions): Promise<void> {
  const by = userInfo().username;
  const result = await withEngine(({ engine, orgId }) => engine.incidents.discard({ orgId, incidentId, by, reason }));
  refuse(result, incidentId);
  say(`${colors.green("✓")} Discarded incident ${incidentId}.`);
  if (json) printJson({ incidentId, outcome: result.outcome });
}

function refuse(result: CloseIncidentResult, incidentId: string): void {
  const list = "List them with: npx omnilink incidents --all";
  if (result.outcome === "unknown") throw new CommandStop(`There is no incident ${incidentId}.`, list);
  if (result.outcome === "runWaits")
    throw new CommandStop("The run waits for this incident and would wait for ever.", "Decide the step, or cancel the run.");
  if (result.outcome !== "alreadyClosed") return;
  const { status, resolvedBy } = result.incident;
  throw new CommandStop(`This incident is ${status} already${resolvedBy ? `, by ${resolvedBy}` : ""}.`, list);
}
