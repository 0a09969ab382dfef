import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { endStatus, type RunEvent } from "#engine/core/machine/run-event.ts";
import { RunSpans } from "#engine/core/trace/run-spans.ts";
import type { Span } from "#engine/core/trace/span.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { richFlowArbitrary } from "./arbitraries/rich-flow.ts";
import { corpusFiles, readCorpus } from "#tests/replay-corpus/history.ts";
import { RandomRun } from "./random-run.ts";

const numRuns = Number(process.env["OMNILINK_PROPERTY_RUNS"] ?? 300);

function planOf(document: FlowDocument): FlowPlan {
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems, null, 2));
  return plan;
}

function spansOf(plan: FlowPlan, runId: string, events: readonly RunEvent[]): readonly Span[] {
  const spans = new RunSpans(runId);
  return events.flatMap((event) => spans.take(plan, event));
}

/** What holds for the spans of every run that has ended. */
function checkSpans(plan: FlowPlan, runId: string, events: readonly RunEvent[]): void {
  const spans = spansOf(plan, runId, events);
  expect(spansOf(plan, runId, events)).toEqual(spans);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  expect(byId.size).toBe(spans.length);
  const lives = spans.filter(({ attributes }) => "omnilink.run.status" in attributes);
  expect(lives.length).toBe(events.filter(({ type }) => type in endStatus).length);
  expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toEqual([lives[0]]);
  for (const { parentSpanId, startMs, endMs } of spans) {
    const parent = byId.get(parentSpanId ?? "");
    if (parentSpanId !== undefined) expect(startMs).toBeGreaterThanOrEqual(parent!.startMs);
    expect(endMs).toBeGreaterThanOrEqual(startMs);
  }
  const told = spans.map(({ attributes }) => `${attributes["omnilink.node.id"]}#${attributes["omnilink.visit"]}`);
  const completed = events.filter((event) => event.type === "step.completed");
  for (const { nodeId, visit } of completed) expect(told).toContain(`${nodeId}#${visit}`);
}

const moves = fc.array(fc.nat(16 * 1_024 - 1), { maxLength: 80, size: "max" });

describe("the spans of a run", () => {
  it("are one tree with ids of their own, whatever happened to the run", async () => {
    await fc.assert(
      fc.asyncProperty(richFlowArbitrary, moves, async (document, decisions) => {
        const { plan, events } = await new RandomRun(planOf(document), decisions).run();
        checkSpans(plan, "run-1", events);
      }),
      { numRuns },
    );
  }, 3_600_000);

  it("are that for every recorded history that has ended", () => {
    const ended = corpusFiles()
      .flatMap(readCorpus)
      .filter(({ events }) => events.at(-1)!.type in endStatus && !events.some(({ type }) => type === "run.moved"));
    expect(ended.length).toBeGreaterThan(100);
    for (const { runId, flow, events } of ended) checkSpans(planOf(flow), runId, events);
  });
});
