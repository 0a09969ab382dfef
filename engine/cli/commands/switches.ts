import { userInfo } from "node:os";
import type { Command } from "commander";
import type { SwitchStatus, SwitchSummary } from "../../runtime/switches.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine } from "../engine-session.ts";
import { colors, print, printJson, printTable, say } from "../terminal.ts";

interface ScopeOptions {
  readonly all?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

/** `switch list | off | on | status`: off pauses, on lets go on. */
export function addSwitches(program: Command): void {
  const switches = program.command("switch").description("pause a flow or everything, and let it go on");
  switches
    .command("list", { isDefault: true })
    .description("list what is paused")
    .option("--json", "print { switches: [...] }")
    .action(list);
  scoped(switches.command("off").description("pause: open runs stop at their next step, new ones are kept"))
    .option("--reason <text>", "why; shown to whoever looks at the flow")
    .option("--json", "print the switch")
    .action(off);
  scoped(switches.command("on").description("let everything go on that the switch paused"))
    .option("--json", "print { resumed: true }")
    .action(on);
  scoped(switches.command("status").description("how many runs are open, paused and in flight"))
    .option("--json", "print { switches, open, paused, inFlight, isQuiescent }")
    .action(status);
}

const scoped = (command: Command): Command =>
  command.argument("[flow]", "id of a deployed flow").option("--all", "everything, instead of a flow");

function scopeOf(flow: string | undefined, { all = false }: ScopeOptions): { readonly flowId?: string } {
  if (all === (flow !== undefined)) throw new CommandStop("Say what is meant.", "Name a flow, or give --all for everything.");
  return flow === undefined ? {} : { flowId: flow };
}

const nameOf = (flow: string | undefined): string => (flow === undefined ? "Everything" : `Flow ${flow}`);

async function list({ json = false }: ScopeOptions): Promise<void> {
  const switches = await withEngine(({ engine, orgId }) => engine.switches.list(orgId));
  if (json) return printJson({ switches });
  if (switches.length === 0) return say("Nothing is paused.");
  printTable(
    ["PAUSED", "BY", "SINCE", "REASON"],
    switches.map(({ flowId, by, since, reason }) => [flowId ?? "everything", by, since, reason ?? ""]),
  );
}

async function off(flow: string | undefined, options: ScopeOptions): Promise<void> {
  const scope = scopeOf(flow, options);
  const { reason, json = false } = options;
  const by = userInfo().username;
  const paused = await withEngine(({ engine, orgId }) =>
    engine.switches.pause({ orgId, ...scope, by, ...(reason === undefined ? {} : { reason }) }),
  );
  if (!paused) throw unknown(flow);
  if (json) return printJson(paused);
  say(`${colors.green("✓")} ${nameOf(flow)} is paused${who(paused)}. Runs stop at their next step; new ones are kept and wait.`);
}

async function on(flow: string | undefined, options: ScopeOptions): Promise<void> {
  const scope = scopeOf(flow, options);
  const by = userInfo().username;
  const outcome = await withEngine(({ engine, orgId }) => engine.switches.resume({ orgId, ...scope, by }));
  if (outcome === "unknownFlow") throw unknown(flow);
  if (options.json) return printJson({ resumed: outcome === "resumed" });
  if (outcome === "notPaused") return say(`${nameOf(flow)} was not paused.`);
  say(`${colors.green("✓")} ${nameOf(flow)} goes on.`);
}

async function status(flow: string | undefined, options: ScopeOptions): Promise<void> {
  const { flowId } = scopeOf(flow, options);
  const found = await withEngine(({ engine, orgId }) => engine.switches.status(orgId, flowId));
  if (options.json) return printJson(found);
  print(inWords(found));
  for (const one of found.switches)
    print(`paused: ${one.flowId ?? "everything"}${who(one)}${one.reason ? `: ${one.reason}` : ""}`);
}

const who = ({ by, since }: SwitchSummary): string => ` by ${by} since ${since}`;

function inWords({ open, paused, inFlight, isQuiescent }: SwitchStatus): string {
  return `${open} open, ${paused} of them paused, ${inFlight} in flight${isQuiescent ? ": at rest" : ""}`;
}

const unknown = (flow: string | undefined): CommandStop =>
  new CommandStop(`There is no deployed flow ${flow}.`, "List the flows on the start page, or deploy it by running its folder.");
