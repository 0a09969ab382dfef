import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { isTemplate, readableTemplate, templateOr } from "../template-field.ts";
import { answerHeaderProblem } from "./answer-headers.ts";
import { callerAnswer } from "./caller-answer.ts";

const headers = z.record(z.string(), z.string().max(8_000)).superRefine((record, context) => {
  for (const [name, value] of Object.entries(record)) {
    const message = answerHeaderProblem(name, isTemplate(value) ? "" : value);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
  }
});

const config = z.strictObject({
  status: templateOr(z.int().min(200).max(599)).optional().meta({ default: 200 }),
  headers: headers.optional(),
  /** Text is sent as it is, anything else as JSON; usually a template. */
  body: z.json().optional(),
});

export const respond = defineNode({
  kind: "respond",
  version: 1,
  title: "Respond",
  purpose: "Answers the caller of the webhook that started the run",
  aliases: ["answer", "reply", "response", "return"],
  category: "outside",
  icon: "message-reply",
  behavior: "effect",
  config,
  expressionPaths: [],
  form: {
    status: { label: "Status", widget: "number", help: "200 when nothing is said" },
    headers: { label: "Headers", widget: "pairs" },
    body: { label: "Body", widget: "json", help: "Text is sent as it is, anything else as JSON" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ status = 200 }) => `Answer ${typeof status === "number" ? status : readableTemplate(status)}`,
  // It calls nobody: the answer is the stored outcome of the step, which the gateway hands to the caller who waits.
  effect: () => "idempotent",
  mayFail: () => false,
  callerAnswer: () => "given",
  remark: (output) => {
    const { data } = callerAnswer.safeParse(output);
    return data?.answered === false ? data.reason : undefined;
  },
});
