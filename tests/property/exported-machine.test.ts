import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { StepFailure } from "#engine/core/failure.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RunEvent as EngineEvent } from "#engine/core/machine/run-event.ts";
import { memoryWorld } from "#engine/export-kit/memory-world.ts";
import { LocalEngine } from "#engine/memory/local-engine.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { loadExported, type ExportedFlow } from "#tests/support/exported-flow.ts";
import { flowArbitrary } from "./arbitraries/flow.ts";

/** Below the repository, so that what the projects import is found. */
const ROOT = join(process.cwd(), "test-results", "exported-property");
afterAll(() => rm(ROOT, { recursive: true, force: true }));

let projects = 0;

const exported = (document: FlowDocument): Promise<ExportedFlow> => {
  projects += 1;
  return loadExported(document, join(ROOT, `${process.pid}-${projects}`));
};

interface Told {
  readonly status: string;
  readonly output?: unknown;
  readonly steps: readonly string[];
}

/** Which calls are refused, and which way branches go. */
interface Fate {
  readonly refused: readonly number[];
  readonly left: boolean;
}

const isRefused = ({ refused }: Fate, nodeId: string): boolean => refused.includes(Number(nodeId.replace(/\D/g, "")) % 12);

async function byEngine(document: FlowDocument, fate: Fate): Promise<Told> {
  const { plan } = compileFlow(document, nodeDefinitions);
  const connections = { resolve: () => Promise.reject(new StepFailure({ code: "connection/unknown", message: "none" })) };
  const engine = new LocalEngine({
    executors: createNodeExecutors({
      send: ({ nodeId = "" }) =>
        Promise.resolve({
          status: isRefused(fate, nodeId) ? 400 : 200,
          headers: { "content-type": "application/json" },
          body: `"${nodeId}"`,
        }),
      sendMail: () => Promise.reject(new Error("No mail is sent here.")),
    }),
    connections,
    time: "virtual",
    random: () => 0.5,
  });
  const runId = await engine.start({ document, plan: plan! }, { trigger: plan!.triggers[0]!, input: { left: fate.left } });
  const status = await engine.settle(runId);
  const events = await engine.events(runId);
  const end = events.at(-1)!;
  const output = end.type === "run.completed" ? { output: end.data.output } : {};
  return { status, ...output, steps: events.flatMap((event) => tell(event, plan!.triggers)) };
}

function tell(event: EngineEvent, triggers: readonly string[]): readonly string[] {
  if (event.type === "step.undone") return [`undone ${event.data.nodeId}`];
  if (event.type !== "step.completed" && event.type !== "step.failed") return [];
  return triggers.includes(event.nodeId) ? [] : [`${event.type.slice(5)} ${event.nodeId}`];
}

async function byMachine(document: FlowDocument, fate: Fate): Promise<Told> {
  const { runFlow } = await exported(document);
  const world = memoryWorld({ send: ({ nodeId }) => ({ status: isRefused(fate, nodeId) ? 400 : 200, body: nodeId }) });
  const { status, output } = await runFlow(world, { left: fate.left });
  const steps = world.events.map((event) =>
    event.type === "step.undone" ? `undone ${event.nodeId}` : `${event.type.slice(5)} ${event.nodeId}`,
  );
  return { status, ...(output === undefined ? {} : { output }), steps };
}

/** A stop in one branch comes before or after what others do. */
const hasStop = ({ nodes }: FlowDocument): boolean => nodes.some(({ kind }) => kind === "stop");

/** A fork runs branches side by side: which of two steps is recorded first is then open. */
function isParallel({ edges }: FlowDocument): boolean {
  const ports = edges
    .filter(({ kind }) => kind !== "compensation")
    .map(({ from, port = "", kind = "flow" }) => `${from} ${port} ${kind}`);
  return new Set(ports).size < ports.length;
}

const decided = (document: FlowDocument): FlowDocument => ({
  ...document,
  nodes: document.nodes.map((node) =>
    node.kind === "branch" ? { ...node, config: { cases: [{ port: "left", when: "input.left" }], otherwise: "right" } } : node,
  ),
});

const fateArbitrary = fc.record({ refused: fc.uniqueArray(fc.nat(11), { maxLength: 2 }), left: fc.boolean() });

describe("an exported machine", () => {
  it("does what the engine does, step by step where nothing is parallel", async () => {
    const seen = { alone: 0, parallel: 0 };
    await fc.assert(
      fc.asyncProperty(flowArbitrary.map(decided), fateArbitrary, async (document, fate) => {
        if (!compileFlow(document, nodeDefinitions).plan) return;
        const [engine, machine] = [await byEngine(document, fate), await byMachine(document, fate)];
        if (!isParallel(document)) {
          seen.alone += 1;
          expect(machine).toEqual(engine);
        } else if (engine.status === "completed" && !hasStop(document)) {
          seen.parallel += 1;
          expect({ ...machine, steps: machine.steps.toSorted() }).toEqual({ ...engine, steps: engine.steps.toSorted() });
        }
      }),
      { numRuns: 150 },
    );
    expect(seen.alone).toBeGreaterThan(10);
    expect(seen.parallel).toBeGreaterThan(10);
  }, 60_000);
});
