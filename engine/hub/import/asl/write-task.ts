import type { RetryPolicy } from "../../../core/flow/flow-document.ts";
import { isJsonArray, type JsonObject, type JsonValue } from "../../../core/json.ts";
import type { NodeExtras } from "../flow-sketch.ts";
import type { SourceElement } from "../source-element.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { written } from "../written.ts";
import { catches } from "./choice-condition.ts";
import { listOf } from "./machine-data.ts";
import { only, type MachineDraft, type StateAt, type Written } from "./machine-draft.ts";
import { durationOf } from "./state-config.ts";
import { taskNode } from "./task-node.ts";

/** A call, or a call and the wait for its answer. */
export function writeTask({ draft, state: { id, state, name }, element, scope, about }: StateAt): Written {
  const task = taskNode(state, scope);
  if ("why" in task) throw new UntranslatableText(task.why);
  if (task.note !== undefined) draft.sketch.note(element, "translated", task.note);
  if (task.loss !== undefined) draft.sketch.note(element, "approximated", task.loss);
  noteLost(draft, state, element);
  const timeout = durationOf(state["TimeoutSeconds"]);
  const retry = retryOf(draft, state, element);
  const limits: NodeExtras = { ...(retry ? { retry } : {}), ...(timeout && task.kind !== "wait" ? { timeout } : {}) };
  if (task.thenWait !== true) return only(draft.add(element, id, task.kind, task.config, { ...about, ...limits }));
  const asking = draft.add(element, draft.sketch.mint(`${id}Ask`), task.kind, task.config, { name: `Ask: ${name}` });
  draft.add(element, id, "wait", { signal: id, ...(timeout === undefined ? {} : { timeout }) }, { ...about, name });
  draft.sketch.connect(asking, id);
  draft.sketch.note(element, "approximated", `Whoever answered with the task token sends the signal "${id}" to the run.`);
  return { main: asking, exit: id };
}

/** Failures of the services themselves: those that may pass, which are tried again here without being named. */
const PASSING: ReadonlySet<string> = new Set([
  "States.Timeout",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.TooManyRequestsException",
  "Lambda.Unknown",
]);

const namesOf = (names: JsonValue | undefined): readonly string[] => (isJsonArray(names) ? names.map(written) : []);

const LOST: Readonly<Record<string, string>> = {
  HeartbeatSeconds: "Nobody has to say that the work goes on: its time limit alone counts.",
  HeartbeatSecondsPath: "Nobody has to say that the work goes on: its time limit alone counts.",
  TimeoutSecondsPath: "Its time limit is worked out: set one.",
  Credentials: "The role that it takes is left out: put it into the connection.",
};

function noteLost(draft: MachineDraft, state: JsonObject, element: SourceElement): void {
  for (const [name, why] of Object.entries(LOST)) if (state[name] !== undefined) draft.sketch.note(element, "approximated", why);
}

function retryOf(draft: MachineDraft, state: JsonObject, element: SourceElement): RetryPolicy | undefined {
  const policies = listOf(state["Retry"]).filter((policy) => policy["MaxAttempts"] !== 0);
  const [policy] = policies;
  if (policy === undefined) return undefined;
  const isAny = catches(policy["ErrorEquals"]) === "true";
  const isPassing = namesOf(policy["ErrorEquals"]).every((name) => PASSING.has(name));
  if (policies.length > 1) draft.sketch.note(element, "approximated", "Only the first of its ways to try again was taken over.");
  else if (!isAny && !isPassing)
    draft.sketch.note(
      element,
      "approximated",
      "It tries again after every failure that may pass, not after the named errors alone.",
    );
  const number = (name: string, otherwise: number): number => (typeof policy[name] === "number" ? policy[name] : otherwise);
  const max = durationOf(policy["MaxDelaySeconds"]);
  return {
    maxAttempts: Math.min(100, number("MaxAttempts", 3) + 1),
    initial: durationOf(number("IntervalSeconds", 1)) ?? "PT1S",
    factor: Math.min(10, Math.max(1, number("BackoffRate", 2))),
    ...(max === undefined ? {} : { max }),
    ...(policy["JitterStrategy"] === "FULL" ? { jitter: true } : {}),
    ...(isAny ? { on: ["*"] } : {}),
  };
}
