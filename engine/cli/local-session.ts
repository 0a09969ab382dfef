import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonValue } from "../core/json.ts";
import { withoutCaller } from "../core/machine/no-caller.ts";
import { hasEnded, type RunEvent, type RunStatus } from "../core/machine/run-event.ts";
import { openOutside, type Outside } from "../host/outside.ts";
import { LocalEngine } from "../memory/local-engine.ts";
import { chooseTrigger } from "../runtime/choose-trigger.ts";
import { createMemoryEventBus } from "../memory/memory-event-bus.ts";
import { calledFlows } from "./called-flows.ts";
import { CommandStop } from "./command-stop.ts";
import { demoOptions, openDemo } from "./demo-access.ts";
import { traceView, type ReadyFlow } from "./flow-argument.ts";
import { OpenSteps } from "./open-steps.ts";
import { runReport } from "./run-report.ts";
import { say } from "./terminal.ts";
import type { WatchResult } from "./watch-run.ts";

interface LocalRequest {
  readonly flow: ReadyFlow;
  readonly input: JsonValue;
  readonly trigger: string;
}

/** Runs a flow in this process, until it ends or waits for somebody: no database, nothing left behind. */
export async function runLocally(flow: ReadyFlow, input: JsonValue, asked: string | undefined): Promise<WatchResult> {
  const trigger = chooseTrigger(flow.document, asked);
  if (trigger === undefined) {
    throw new CommandStop(`The flow has no trigger ${asked ?? ""}.`, `Its triggers are: ${flow.plan.triggers.join(", ")}.`);
  }
  const dataDir = await mkdtemp(join(tmpdir(), "omnilink-local-"));
  const demo = await openDemo(dataDir);
  const outside = await openOutside(demoOptions(demo));
  try {
    return await drive({ flow, input, trigger }, outside);
  } finally {
    await outside.close();
    await demo.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function drive({ flow, input, trigger }: LocalRequest, { executorsWith, connections }: Outside): Promise<WatchResult> {
  const view = traceView(flow.document);
  const open = new OpenSteps();
  const events: RunEvent[] = [];
  let shown: string | undefined;
  const onEvent = (runId: string, event: RunEvent): void => {
    // The first to begin is the one that was asked for; others are its sub-flows.
    shown ??= runId;
    if (runId !== shown) return;
    events.push(event);
    open.fold(event);
    say(view.line(event));
  };
  const engine = new LocalEngine({ executors: executorsWith(createMemoryEventBus()), connections, time: "real", onEvent });
  for (const called of await calledFlows(flow)) engine.add(called);
  const runId = await engine.start(flow, { trigger, input, ...withoutCaller(flow.plan, trigger, "byHand") });
  let status: RunStatus = await engine.settle(runId, { jump: false });
  while (!hasEnded(status) && !open.isUpToOthers) status = await engine.settle(runId, { jump: "once" });
  return { report: runReport(runId, events, status), open };
}
