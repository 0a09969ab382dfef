import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { demoSystems, type DemoSystemName, type FaultRequest } from "#engine/demo/demo-faults.ts";
import type { LedgerEntry } from "#engine/demo/effect-ledger.ts";
import { startDemoSystem, type DemoSystem } from "#engine/demo/start-demo-system.ts";
import type { Scenario, ScenarioAnswer } from "#engine/hub/scenarios/scenario.ts";

/** The demo systems with nothing in their books, which fail as a scenario says. */
export async function withDemo<Result>(
  faults: readonly FaultRequest[],
  work: (demo: DemoSystem, ledger: () => Promise<readonly LedgerEntry[]>) => Promise<Result>,
): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), "omnilink-exports-"));
  const demo = await startDemoSystem({ port: 0, dataDir });
  try {
    const headers = { "content-type": "application/json" };
    for (const fault of faults) await fetch(`${demo.url}/demo/faults`, { method: "POST", headers, body: JSON.stringify(fault) });
    return await work(demo, async () => {
      const answer = await fetch(`${demo.url}/demo/ledger`);
      return ((await answer.json()) as { calls: readonly LedgerEntry[] }).calls;
    });
  } finally {
    await demo.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Systems of the example flows; `teamChat` is a room of the chat. */
const SYSTEMS: Readonly<Record<string, DemoSystemName>> = {
  ...Object.fromEntries(demoSystems.map((name) => [name, name] as const)),
  teamChat: "chat",
};

/** The addresses of the demo systems, as an exported project takes them. */
export const connectionVariables = ({ url }: DemoSystem): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(demoSystems.map((name) => [`CONNECTION_${name.toUpperCase()}_URL`, `${url}/${name}`])),
  CONNECTION_TEAM_CHAT_URL: `${url}/chat/messages`,
});

/** What goes wrong first at each system, since a system has one fault at a time. Mail never fails: in memory it is printed. */
export function faultsOf({ nodes }: FlowDocument, { answers = {} }: Scenario): readonly FaultRequest[] {
  const faults = new Map<DemoSystemName, FaultRequest>();
  for (const { id, config } of nodes) {
    const system = SYSTEMS[String(config?.["connection"])];
    if (system === undefined || system === "mail" || faults.has(system)) continue;
    const fault = faultOf(answers[id] ?? []);
    if (fault) faults.set(system, { system, ...fault });
  }
  return [...faults.values()];
}

function faultOf(answers: readonly ScenarioAnswer[]): Omit<FaultRequest, "system"> | undefined {
  const first = answers[0];
  if (first === undefined) return undefined;
  const isLost = "error" in first;
  if (!isLost && first.status < 400) return undefined;
  const rest = answers.findIndex((answer) => JSON.stringify(answer) !== JSON.stringify(first));
  const times = rest === -1 ? {} : { times: rest };
  if (!isLost) return { mode: "fail", status: first.status, ...times };
  // A call that nobody answers, or one whose answer gets lost on the way.
  return rest === -1 ? { mode: "slow", delayMs: 60_000 } : { mode: "dropAfterAccept", ...times };
}
