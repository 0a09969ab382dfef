import { z } from "zod";
import { isJsonObject } from "../../core/json.ts";
import type { NoCaller } from "../../core/machine/run-event.ts";
import type { EffectExecutor, StepContext } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";
import { answerHeaderProblem } from "./answer-headers.ts";
import type { CallerAnswer } from "./caller-answer.ts";

const headerValue = z.union([z.string(), z.number(), z.boolean()], { error: "must be text or a number" }).transform(String);

const resolved = z.object({
  status: z.int({ error: "must be a status such as 200" }).min(200).max(599).default(200),
  headers: z
    .record(z.string(), headerValue)
    .default({})
    .superRefine((record, context) => {
      for (const [name, value] of Object.entries(record)) {
        const message = answerHeaderProblem(name, value);
        if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
      }
    }),
  body: z.json().default(null),
});

const recorded = z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.json() });

export const respondExecutor: EffectExecutor = {
  behavior: "effect",
  prepare: async (context) => {
    const { status, headers, body } = readConfig(resolved, context);
    const lowercase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return { status, headers: lowercase, body };
  },
  run: async (context, input) => {
    const reason = whyNobodyListens(context);
    const output: CallerAnswer =
      reason === undefined ? { answered: true, ...recorded.parse(input) } : { answered: false, reason };
    return { output };
  },
};

const because: Readonly<Record<NoCaller, string>> = {
  byHand: "the run was started by hand",
  subFlow: "the run was started by another run",
  collected: "its message was collected, and whoever sent it was told so at once",
  fork: "the run is a fork of another one",
  wentBack: "the caller had been answered before the run went back in time",
  moved: "no caller waits in the version that the run began with",
};

const nobodyWaited = (why: string): string => `Nobody waited for this answer: ${why}.`;

/**
 * Of two in parallel branches both may believe to be the first; the one that is stored first is. What the caller got is
 * in any case what the log says first.
 */
function whyNobodyListens({ nodes, trigger, scope, noCaller }: StepContext): string | undefined {
  const start = nodes[trigger];
  if (start?.kind !== "trigger.webhook") return nobodyWaited("the run was not started by a webhook");
  if (start.config["respond"] !== "node") return nobodyWaited(`the caller of "${start.label}" is answered otherwise`);
  if (noCaller) return nobodyWaited(because[noCaller]);
  const earlier = Object.entries(isJsonObject(scope["steps"]) ? scope["steps"] : {}).find(
    ([id, output]) => nodes[id]?.kind === "respond" && isJsonObject(output) && output["answered"] === true,
  );
  return earlier && `The caller was answered before, by "${nodes[earlier[0]]!.label}".`;
}
