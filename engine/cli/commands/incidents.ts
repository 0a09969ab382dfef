import { InvalidArgumentError, type Command } from "commander";
import type { IncidentKind, IncidentSummary } from "../../runtime/incidents.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { upTo } from "../option-values.ts";
import { colors, printJson, printTable, say } from "../terminal.ts";

interface IncidentOptions {
  readonly open?: boolean;
  readonly all?: boolean;
  readonly flow?: string;
  readonly kind?: IncidentKind;
  readonly limit: number;
  readonly json?: boolean;
}

const kinds: readonly IncidentKind[] = ["failed", "undecided", "undoFailed", "quarantined"];

export function addIncidents(program: Command): void {
  program
    .command("incidents")
    .description("list what needs a person, newest first")
    .option("--open", "only those that are open (the default)")
    .option("--all", "also those that were resolved or discarded")
    .option("--flow <id>", "only of this flow")
    .option("--kind <kind>", `only of this kind: ${kinds.join(", ")}`, parseKind)
    .option("--limit <number>", "at most this many of each status, 1 to 100", upTo(100), 20)
    .option("--json", "print { incidents: [...] }")
    .action(listIncidents);
}

async function listIncidents({ open = false, all = false, flow, kind, limit, json = false }: IncidentOptions): Promise<void> {
  if (open && all) throw new CommandStop("Give one of --open and --all.", "Without either, the open ones are listed.");
  const statuses: readonly IncidentSummary["status"][] = all ? ["open", "resolved", "discarded"] : ["open"];
  const filter = { limit, ...(flow && { flowId: flow }), ...(kind && { kind }) };
  const incidents = await withEngine(async ({ engine, orgId }) => {
    const pages = await Promise.all(statuses.map((status) => engine.incidents.list(orgId, { ...filter, status })));
    return pages.flatMap((page) => page.incidents).toSorted((a, b) => b.openedAt.localeCompare(a.openedAt));
  });
  if (json) return printJson({ incidents });
  if (incidents.length === 0) return say("Nothing needs a person.");
  printTable(
    ["INCIDENT", "KIND", "RUN", "FLOW", "STEP", "OPENED", "WHAT HAPPENED"],
    incidents.map((one) => [one.incidentId, kindText(one), one.runId, one.flowId, one.nodeId ?? "", one.openedAt, text(one)]),
  );
  sayWhatToDo(incidents);
}

const kindText = ({ kind, status }: IncidentSummary): string => (status === "open" ? kind : `${kind} (${status})`);

const text = ({ failure, resolution }: IncidentSummary): string =>
  resolution === undefined ? failure.message : `${failure.message} [${resolution}]`;

const WAYS_OUT: Readonly<Record<IncidentKind, string>> = {
  failed: "failed: npx omnilink redrive RUN, or npx omnilink discard INCIDENT --reason TEXT",
  undecided: "undecided: npx omnilink decide RUN NODE --verdict retry|done|failed --reason TEXT",
  undoFailed: "undoFailed: npx omnilink undo RUN --retry|--waive --reason TEXT, or decide while the run waits",
  quarantined: "quarantined: npx omnilink release RUN",
};

function sayWhatToDo(incidents: readonly IncidentSummary[]): void {
  const open = new Set(incidents.filter(({ status }) => status === "open").map(({ kind }) => kind));
  for (const kind of kinds) if (open.has(kind)) say(colors.cyan(`→ ${WAYS_OUT[kind]}`));
}

function parseKind(text: string): IncidentKind {
  const kind = kinds.find((known) => known === text);
  if (!kind) throw new InvalidArgumentError(`There is no kind ${text}; choose from ${kinds.join(", ")}.`);
  return kind;
}
