import { userInfo } from "node:os";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { hasEnded, type RunEvent, type RunStatus } from "#engine/core/machine/run-event.ts";
import type { FaultRequest } from "#engine/demo/demo-faults.ts";
import { openOutside } from "#engine/host/outside.ts";
import { startWorker } from "#engine/host/start-worker.ts";
import { scenarioInput } from "#engine/hub/scenarios/scenario-input.ts";
import type { Scenario } from "#engine/hub/scenarios/scenario.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { withDemo } from "./demo-outside.ts";
import { callsOf, comparable, type Outcome } from "./outcome.ts";
import { complaint, runCommand } from "./run-command.ts";

/** A scenario of an example flow, and where that flow was exported to. */
export interface ExampleCase {
  readonly folder: string;
  readonly document: FlowDocument;
  readonly scenario: Scenario;
  readonly faults: readonly FaultRequest[];
  /** Where the flows are that it runs as sub-flows: `FLOW_<NAME>` and the folder of a project. */
  readonly flows: Readonly<Record<string, string>>;
  /** Texts of those flows. */
  readonly sources: readonly string[];
}

const OMNILINK = `${process.execPath} ${resolve(import.meta.dirname, "../../engine/cli/omnilink.mjs")}`;

/** `npm run start:durably` in the exported project, with a worker beside it and a person who decides in the inbox. */
export function runDurably(example: ExampleCase, databaseUrl: string): Promise<Outcome> {
  return withDemo(example.faults, async (demo, ledger) => {
    const engine = await openEngine({ databaseUrl });
    const outside = await openOutside({ demoUrl: demo.url, demoMailServer: demo.mailServer });
    const worker = await startWorker({ databaseUrl, outside, log: () => {}, onEnd: () => {} });
    try {
      for (const source of example.sources) await engine.flows.deploy({ orgId: engine.orgId, source, deployedBy: "example" });
      const runId = await start(example, { DATABASE_URL: databaseUrl, OMNILINK });
      const status = await toItsEnd(engine, runId, example.scenario);
      return outcomeOf(status, await engine.runs.events(engine.orgId, runId, 0), callsOf(await ledger()));
    } finally {
      await worker.stop(1_000);
      await engine.close();
    }
  });
}

async function start({ folder, scenario }: ExampleCase, env: Readonly<Record<string, string>>): Promise<string> {
  const args = ["run", "start:durably", "--silent", "--", JSON.stringify(scenarioInput(scenario))];
  const end = await runCommand("npm", args, { cwd: folder, env });
  const runId = /"runId":\s*"([^"]+)"/.exec(end.stdout)?.[1];
  if (runId === undefined) throw new Error(`npm run start:durably: ${complaint(end)}`);
  return runId;
}

const LONGEST_MS = 5 * 60_000;
const MADE = { approve: "approved", reject: "rejected", answer: "answered" } as const;

async function toItsEnd(engine: Engine, runId: string, { decisions = {} }: Scenario): Promise<RunStatus> {
  const { orgId } = engine;
  for (const deadline = performance.now() + LONGEST_MS; performance.now() < deadline; await pause(100)) {
    const run = await engine.runs.get(orgId, runId);
    if (run && hasEnded(run.status)) return run.status;
    for (const { approvalId, nodeId } of await engine.approvals.list(orgId, { status: "pending", runId, limit: 5 })) {
      const { decision = "timeout", comment, data } = decisions[nodeId] ?? {};
      if (decision === "timeout") continue;
      const by = { name: userInfo().username, roles: [], isOperator: true };
      const said = { ...(comment === undefined ? {} : { comment }), ...(data === undefined ? {} : { answer: data }) };
      await engine.approvals.decide({ orgId, approvalId, decision: MADE[decision], by, ...said });
    }
  }
  throw new Error(`The run ${runId} did not end within ${LONGEST_MS / 60_000} minutes.`);
}

function outcomeOf(status: RunStatus, events: readonly RunEvent[], effects: readonly string[]): Outcome {
  const last = events.at(-1);
  const output: JsonValue = last?.type === "run.completed" ? last.data.output : null;
  const steps = events.flatMap((event) => {
    if (event.type === "step.completed") return [event.nodeId];
    return event.type === "step.undone" ? [`undo ${event.data.nodeId}`] : [];
  });
  return { status, output: comparable(output), steps: steps.toSorted(), effects: effects.toSorted() };
}
