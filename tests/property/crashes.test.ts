import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { nextVersion, withMarks } from "./arbitraries/flow-changes.ts";
import { richFlowArbitrary, sagaFlowArbitrary } from "./arbitraries/rich-flow.ts";
import { CrashWorld, type Reply } from "./crash-world.ts";
import { checkEnd, checkOutcomes } from "./run-invariants.ts";

/** OMNILINK_PROPERTY_RUNS=10000 looks for long; the default takes some seconds. */
const numRuns = Number(process.env["OMNILINK_PROPERTY_RUNS"] ?? 300);

function compiled(document: FlowDocument): CompiledFlow {
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems, null, 2));
  return { document, plan };
}

const child = compiled({
  omnilink: 1,
  id: "child",
  name: "Child",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "work", kind: "http", config: { method: "POST", url: "https://example.com/child" } },
  ],
  edges: [{ from: "start", to: "work" }],
});

const kills = fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { maxLength: 6 });
const REPLIES: readonly Reply[] = [
  "ok",
  "ok",
  "ok",
  "ok",
  "ok",
  "refused",
  "busy",
  "silent, done",
  "silent, not done",
  "garbled",
  "cut off",
];

function worldOf(killAt: readonly number[], zombies: boolean, reply: (nodeId: string, nth: number) => Reply): CrashWorld {
  const world = new CrashWorld({ killAt: new Set(killAt), zombies, reply: ({ nodeId = "" }, nth) => reply(nodeId, nth) });
  world.add(child);
  return world;
}

const acts = fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 120 }), fc.nat(9_999)), {
  maxLength: 8,
  selector: ([at]) => at,
});
const choices = fc.array(fc.nat(9_999), { minLength: 20, maxLength: 20 });
const grandchild = compiled({ ...child.document, id: "grandchild" });

/** What others start does not start itself. */
const withGrandchild = (flow: FlowDocument): FlowDocument => ({
  ...flow,
  nodes: flow.nodes.map((node) =>
    node.kind === "subFlow" ? { ...node, config: { ...node.config, flow: "grandchild" } } : node,
  ) as FlowDocument["nodes"],
});

describe("processes that die at any moment", () => {
  const flows = fc.oneof({ weight: 3, arbitrary: richFlowArbitrary }, { weight: 1, arbitrary: sagaFlowArbitrary });

  it("bring every run to an end that its log explains", async () => {
    await fc.assert(
      fc.asyncProperty(flows, kills, fc.boolean(), fc.nat(), async (document, killAt, zombies, seed) => {
        const flow = compiled(document);
        const random = seededRandom(seed, "replies");
        const world = worldOf(killAt, zombies, () => REPLIES[Math.floor(random() * REPLIES.length)]!);
        const { state, events } = await world.run(flow);
        expect(world.trouble).toEqual([]);
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        checkOutcomes(events);
        checkEnd(state);
        if (state.status === "compensated") requireUndone(flow, events, world, state.runId);
        // Looked up first or never repeated, a call takes effect once although its receiver honors no key; a person may err.
        if (!events.some(({ type }) => type === "step.decided"))
          expect([...world.done.values()].filter((times) => times > 1)).toEqual([]);
      }),
      { numRuns },
    );
  }, 3_600_000);

  it("bring every run to an end that its log explains, whatever people do to it and to its sub-flows", async () => {
    await fc.assert(
      fc.asyncProperty(flows, flows, kills, acts, choices, async (document, inner, killAt, doneAt, picks) => {
        const flow = compiled(withMarks(document, picks));
        const random = seededRandom(picks[0]!, "world");
        const world = new CrashWorld({
          killAt: new Set(killAt),
          zombies: picks[1]! % 2 === 0,
          reply: () => REPLIES[Math.floor(random() * REPLIES.length)]!,
          acts: new Map(doneAt),
          afterwards: picks.slice(2, 2 + (picks[1]! % 4)),
          answers: () => Math.floor(random() * 12),
        });
        world.add(grandchild);
        world.add(compiled({ ...withGrandchild(inner), id: "child" }));
        world.mayMove(flow, compiled(nextVersion(flow.document, picks.toReversed())));
        await world.run(flow);
        expect(world.trouble).toEqual([]);
        for (const { run, flow: version, state } of world.ended) {
          expect(run.events.map(({ seq }) => seq)).toEqual(run.events.map((_, index) => index + 1));
          checkOutcomes(run.events);
          checkEnd(state);
          if (state.status === "compensated") requireUndone(version, run.events, world, run.runId);
        }
      }),
      { numRuns },
    );
  }, 3_600_000);

  it("give the same result as one that lives, with each effect once, where the flow leaves nothing to chance", async () => {
    await fc.assert(
      fc.asyncProperty(richFlowArbitrary.filter(isPlain), kills, fc.boolean(), async (document, killAt, zombies) => {
        const flow = compiled(document);
        const calm = worldOf([], false, () => "ok");
        const rough = worldOf(killAt, zombies, () => "ok");
        const [expected, actual] = [await calm.run(flow), await rough.run(flow)];
        expect(actual.state.status).toBe(expected.state.status);
        expect(actual.state.outputs).toEqual(expected.state.outputs);
        expect(effectsOf(rough)).toEqual(effectsOf(calm));
      }),
      { numRuns },
    );
  }, 3_600_000);
});

/** No races, and nothing that a second attempt has to ask a person about. */
function isPlain({ nodes, edges, timeout }: FlowDocument): boolean {
  const kinds = new Set(["trigger.manual", "map", "http", "join", "forEach", "loop", "block"]);
  const isCalm = nodes.every(({ kind, config = {}, deadline }) => {
    const isRace = kind === "join" && config["mode"] !== "all";
    return kinds.has(kind) && !isRace && config["effect"] !== "none" && config["effect"] !== "lookup" && deadline === undefined;
  });
  return isCalm && timeout === undefined && edges.length > 0;
}

/** By what they are of: keys hold the id of the run. */
const effectsOf = (world: CrashWorld): readonly string[] =>
  [...world.accepted.keys()].map((key) => key.split(":")[1]!).toSorted();

/** People know what became of a step, or had the run go back and leave behind what it had done. */
const EXPLAINS: ReadonlySet<RunEvent["type"]> = new Set(["step.decided", "run.rewound", "run.moved", "undo.resumed"]);

/** Every call that took effect and can be undone was undone, or the log says why not. */
function requireUndone({ plan }: CompiledFlow, events: readonly RunEvent[], world: CrashWorld, runId: string): void {
  const explained = events.some(
    (event) => EXPLAINS.has(event.type) || (event.type === "step.failed" && plan.nodes[event.nodeId]!.chain === undefined),
  );
  if (explained) return;
  const undone = new Set(
    events.flatMap((event) => (event.type === "step.undone" ? [`${event.data.nodeId}#${event.data.visit}`] : [])),
  );
  const gone = new Set(events.flatMap((event) => (event.type === "step.lateFailed" ? [`${event.nodeId}#${event.visit}`] : [])));
  for (const key of world.accepted.keys()) {
    const [of, step = ""] = key.split(":");
    if (of !== runId) continue;
    const node = plan.nodes[step.split("#")[0]!];
    if (!node || node.undoBy.length === 0) continue;
    expect(undone.has(step) || gone.has(step), `${step} took effect and was not undone`).toBe(true);
  }
}
