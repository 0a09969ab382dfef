import type { Command } from "commander";
import type { EventSummary } from "../../runtime/engine.ts";
import { withEngine } from "../engine-session.ts";
import { positiveInteger } from "../option-values.ts";
import { printJson, printTable, say } from "../terminal.ts";

interface EventsOptions {
  readonly type?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function addEvents(program: Command): void {
  program
    .command("events")
    .description("list the newest events of the bus and what they started")
    .option("--type <type>", "only of this type")
    .option("--limit <n>", "how many", positiveInteger, 20)
    .option("--json", "print { events: [...] }")
    .action(listEvents);
}

async function listEvents({ type, limit, json = false }: EventsOptions): Promise<void> {
  const filter = { limit: Math.min(limit, 1_000), ...(type === undefined ? {} : { type }) };
  const events = await withEngine(({ engine, orgId }) => engine.events.list(orgId, filter));
  if (json) return printJson({ events });
  if (events.length === 0) return say("No event has been emitted yet.");
  printTable(
    ["EVENT", "TIME", "TYPE", "SUBJECT", "BECAME"],
    events.map((event) => [event.id, event.time, event.type, event.subject ?? "", inWords(event)]),
  );
}

function inWords({ isDelivered, deliveries }: EventSummary): string {
  if (deliveries.length === 0) return isDelivered ? "started nothing" : "not delivered yet";
  const told = deliveries.map(({ flowId, outcome, runId, detail }) => `${flowId} ${outcome} ${runId ?? detail ?? ""}`.trim());
  return told.join("; ");
}
