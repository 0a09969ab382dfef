import { z } from "zod";
import { durationString, readableDuration } from "../../core/duration.ts";
import { defineNode, SINGLE_PORT, type PortSpec } from "../../core/node-definition.ts";
import { readableTemplate, templateOr } from "../template-field.ts";
import { moment } from "./moment.ts";

const config = z
  .strictObject({
    duration: templateOr(durationString).optional(),
    until: templateOr(moment).optional(),
    signal: z.string().min(1).max(200).optional(),
    timeout: templateOr(durationString).optional(),
  })
  .refine(
    ({ duration, until, signal }) => [duration, until, signal].filter((each) => each !== undefined).length === 1,
    "must have exactly one of duration, until and signal",
  )
  .refine(({ signal, timeout }) => timeout === undefined || signal !== undefined, {
    message: "belongs to a signal; use duration or until to wait for a time",
    path: ["timeout"],
  });

type WaitConfig = z.infer<typeof config>;

const TIMED_OUT: PortSpec = { name: "timedOut", label: "Timed out", whenUnconnected: "fail", failureCode: "wait/timed-out" };

function summarizeWait({ duration, until, signal, timeout }: WaitConfig): string {
  if (until !== undefined) return `Until ${readableTemplate(until)}`;
  if (signal === undefined) return `For ${readableDuration(readableTemplate(duration ?? ""))}`;
  const limit = timeout === undefined ? "" : `, at most ${readableDuration(readableTemplate(timeout))}`;
  return `For ${readableTemplate(signal)}${limit}`;
}

export const wait = defineNode({
  kind: "wait",
  version: 1,
  title: "Wait",
  purpose: "Pauses the run for a time, until a moment or until a signal arrives",
  aliases: ["delay", "sleep", "pause", "timer", "signal", "until"],
  category: "control",
  icon: "clock",
  behavior: "wait",
  config,
  expressionPaths: [],
  form: {
    duration: { label: "A time", widget: "duration", either: "Waits for" },
    until: { label: "A moment", widget: "moment", either: "Waits for" },
    signal: {
      label: "A signal",
      widget: "text",
      either: "Waits for",
      help: "Name of the message to wait for",
      placeholder: "paymentReceived",
    },
    timeout: {
      label: "At most",
      widget: "duration",
      help: "Then the run leaves by Timed out",
      showWhen: { field: "signal", isSet: true },
    },
  },
  ports: ({ timeout }) => (timeout === undefined ? SINGLE_PORT : [...SINGLE_PORT, TIMED_OUT]),
  summarize: summarizeWait,
});
