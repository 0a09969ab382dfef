import fc from "fast-check";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { forkState } from "#engine/core/machine/fork-state.ts";
import { rewindState } from "#engine/core/machine/redrive.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { withMarks } from "#tests/property/arbitraries/flow-changes.ts";
import { richFlowArbitrary } from "#tests/property/arbitraries/rich-flow.ts";
import { RandomRun } from "#tests/property/random-run.ts";
import { recordHistory, type History } from "./history.ts";

const TOPICS = ["pivot", "only", "lookup", "fork"] as const;
type Topic = (typeof TOPICS)[number];

const moves = fc.array(fc.nat(16 * 1_024 - 1), { maxLength: 80, size: "max" });
const isTelling = ({ length }: readonly RunEvent[]): boolean => length >= 8 && length <= 150;

/** Runs that pass a point of no return, undo one step alone, look calls up, and go on elsewhere: `count` of each sort. */
export async function recordSagas(seed: number, count: number): Promise<readonly History[]> {
  const histories: History[] = [];
  const missing = new Map<Topic, number>(TOPICS.map((topic) => [topic, count]));
  const add = (topic: Topic, flow: FlowDocument, { events, state }: RandomRun): void => {
    const left = missing.get(topic)!;
    if (left === 0 || !isTelling(events)) return;
    missing.set(topic, left - 1);
    histories.push(recordHistory(`${topic}-${seed}-${count - left + 1}`, state.runId, flow, events));
  };
  for (const [document, picks, decisions] of fc.sample(fc.tuple(richFlowArbitrary, moves, moves), {
    seed,
    numRuns: count * 400,
  })) {
    if ([...missing.values()].every((left) => left === 0)) break;
    const flow = withMarks(document, picks);
    const { plan } = compileFlow(flow, nodeDefinitions);
    if (!plan) continue;
    const run = await new RandomRun(plan, decisions).run();
    const topic = topicOf(run);
    if (topic) add(topic, flow, run);
    const fork = await forkOf(plan, run, picks);
    if (fork) add("fork", flow, fork);
  }
  return histories;
}

function topicOf({ plan, events, trail }: RandomRun): Topic | undefined {
  const completed = new Set(events.flatMap((event) => (event.type === "step.completed" ? [event.nodeId] : [])));
  if ([...completed].some((id) => plan.nodes[id]?.undoOnly !== undefined) && events.some(({ type }) => type === "step.undone"))
    return "only";
  if (trail.some(({ result }) => result.state.pivot !== undefined)) return "pivot";
  return events.some((event) => event.type === "attempt.failed" && event.data.lookupOnly) ? "lookup" : undefined;
}

/** A run that begins where this one stood behind a savepoint, and has moves of its own. */
async function forkOf(plan: FlowPlan, { trail, events }: RandomRun, picks: readonly number[]): Promise<RandomRun | undefined> {
  const places = trail.flatMap(({ result: { state } }) =>
    !state.ending && !hasEnded(state.status) && Object.keys(state.savepoints).length > 0 ? [state.seq] : [],
  );
  const seq = places[(picks[0] ?? 0) % Math.max(1, places.length)];
  if (seq === undefined) return undefined;
  const { state: then } = rewindState(plan, "run-1", events, seq, {});
  const moved = forkState(then, plan, { plan, number: 1 });
  if (!moved.ok) return undefined;
  const state = JSON.parse(JSON.stringify(moved.state)) as JsonObject;
  return new RandomRun(plan, picks, { fork: { runId: "run-1", seq, state } }).run();
}
