import { expect, it } from "vitest";
import { compileFlow } from "../compile/compile-flow.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import type { RunEvent, RunEventBody } from "../machine/run-event.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { RunSpans } from "./run-spans.ts";
import { spanOfCall, spanOfRun, traceparentOfCall } from "./trace-ids.ts";

const flow: FlowDocument = {
  ...{ omnilink: 1, id: "orders", name: "Orders" },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "charge", kind: "http", name: "Charge the card", config: { method: "POST", url: "https://pay.example.com/charges" } },
  ],
  edges: [{ from: "start", to: "charge" }],
};
const { plan } = compileFlow(flow, nodeDefinitions);
if (!plan) throw new Error("The flow of the test is not valid.");

const runId = "0193c1de-7a3b-7c52-9f10-1d2e3f405162";
const other = "0193c1de-7a3b-7c52-9f10-aaaaaaaaaaaa";
const secret = "s3cret";
const failure = { code: "http/status", message: secret, details: { body: secret } };
const charge = { nodeId: "charge", visit: 1 };

const bodies: readonly RunEventBody[] = [
  {
    type: "run.started",
    data: {
      ...{ flow: "orders", version: 3, contentHash: plan.contentHash, trigger: "start", seed: 1 },
      ...{ input: { card: secret }, startedBy: "webhook", traceparent: traceparentOfCall(`${other}:ask#1`) },
    },
  },
  { type: "step.started", ...charge, attempt: 1, data: { input: { card: secret }, idempotencyKey: `${runId}:charge#1` } },
  { type: "attempt.failed", ...charge, attempt: 1, data: { failure, retryAt: "2026-01-01T00:00:02.000Z", durationMs: 5 } },
  { type: "timer.fired", data: charge },
  { type: "step.started", ...charge, attempt: 2, data: { input: { card: secret }, idempotencyKey: `${runId}:charge#1` } },
  { type: "run.paused", data: { by: secret, reason: secret } },
  { type: "run.resumed", data: { by: secret } },
  { type: "step.completed", ...charge, attempt: 2, data: { output: { card: secret }, durationMs: 7 } },
  { type: "run.completed", data: { output: secret } },
];
const events: readonly RunEvent[] = bodies.map((body, index) => ({
  ...body,
  seq: index + 1,
  at: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(),
}));

it("tells of a run by names, times and codes, with what led to it, and nothing of what it carries", () => {
  const spans = new RunSpans(runId);
  const [step, run] = events.flatMap((event) => spans.take(plan, event));
  const beganMs = Date.UTC(2026, 0, 1);
  expect(run).toMatchObject({
    ...spanOfRun(runId),
    ...{ name: "orders", kind: "consumer", startMs: beganMs, endMs: beganMs + 8_000 },
    links: [{ ...spanOfCall(`${other}:ask#1`), relation: "caller" }],
    events: [{ name: "run.paused" }, { name: "run.resumed" }],
    attributes: { "omnilink.run.id": runId, "omnilink.flow.version": 3, "omnilink.run.status": "completed" },
  });
  expect(step).toMatchObject({
    ...spanOfCall(`${runId}:charge#1`),
    ...{ parentSpanId: run!.spanId, name: "Charge the card", kind: "client", links: [] },
    ...{ startMs: beganMs + 1_000, endMs: beganMs + 7_000 },
    attributes: { "omnilink.node.id": "charge", "omnilink.node.kind": "http", "omnilink.attempts": 2 },
    events: [
      { name: "attempt.failed", attributes: { "omnilink.attempt": 1, "error.type": "http/status" } },
      { name: "timer.fired" },
    ],
  });
  expect(JSON.stringify([step, run])).not.toContain(secret);
});
