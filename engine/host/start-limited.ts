import type { FlowPlan } from "../core/compile/flow-plan.ts";
import { PRODUCTION } from "../core/environment/environment.ts";
import { limitsIn } from "../core/limits/limits-in.ts";
import { runGate } from "../core/limits/run-gate.ts";
import { resolveLimits, type StartLimits } from "../core/limits/start-limits.ts";
import { withoutCaller } from "../core/machine/no-caller.ts";
import type { Problem } from "../core/problem.ts";
import type { StartResult } from "../runtime/engine.ts";
import { decidesStarts, type LimitedStarts, type StartDecision } from "../runtime/limited-starts.ts";
import type { LoadedFlow, NewRun, RunStore } from "../runtime/ports.ts";

interface LimitedPorts {
  readonly store: Pick<RunStore, "createRuns">;
  readonly limited: LimitedStarts;
}

export interface LimitedStart {
  readonly run: NewRun;
  /** Its trigger key may be that of a start that was collected under an earlier version, whatever the limits say now. */
  readonly mayBeKnown: boolean;
}

/** Starts a run of a flow with limits. Their keys are worked out here, once; what follows never looks at the input again. */
export async function startLimited(
  { store, limited }: LimitedPorts,
  { number: version, document, plan }: LoadedFlow,
  { run, mayBeKnown }: LimitedStart,
): Promise<StartResult> {
  const resolved = await resolveLimits(document.limits ?? {}, run.started.input);
  if (!resolved.ok) return { ok: false, reason: "invalidInput", problems: [keyProblem(resolved.message)] };
  const limits = limitsIn(run.started.environment ?? PRODUCTION, resolved.limits);
  if (decidesStarts(limits) || mayBeKnown)
    return answer(await limited.start(asCollected(run, plan, limits), limits), version, run.started.flow);
  const gate = runGate(limits);
  const [created] = await store.createRuns([{ ...run, ...(gate && { gate }) }]);
  return { ok: true, runId: created!.runId, created: created!.created, version };
}

/** A run that is yet to be made of several messages answers none of them. */
function asCollected(run: NewRun, plan: FlowPlan, { debounce, batch }: StartLimits): NewRun {
  if (!debounce && !batch) return run;
  return { ...run, started: { ...run.started, ...withoutCaller(plan, run.started.trigger, "collected") } };
}

function answer(decision: StartDecision, version: number, flow: string): StartResult {
  switch (decision.outcome) {
    case "started":
      return { ok: true, runId: decision.runId, created: decision.created, version };
    case "collected": {
      const { runId, created, startsAt } = decision;
      return { ok: true, runId, created, version, startsAt };
    }
    case "rateLimited": {
      const said = `Flow ${flow} has had as many starts as its rate limit allows; the next one is accepted from ${decision.until}.`;
      return { ok: false, reason: "limited", until: decision.until, problems: [reached(said, "Start it again then.")] };
    }
    case "skipped": {
      const said = `Flow ${flow} runs one at a time, and run ${decision.openRunId} is still open.`;
      const fix = "Start it again when that run has ended.";
      return { ok: false, reason: "limited", openRunId: decision.openRunId, problems: [reached(said, fix)] };
    }
  }
}

const reached = (message: string, fix: string): Problem => ({
  code: "input/limit-reached",
  severity: "error",
  message,
  fix,
  path: "",
});

const keyProblem = (message: string): Problem => ({
  code: "limits/expression",
  severity: "error",
  message,
  fix: "Change the input, or make the expression of the flow work for it.",
  path: "",
});
