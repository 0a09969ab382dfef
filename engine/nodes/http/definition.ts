import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT, type EffectClass } from "../../core/node-definition.ts";
import { isTemplate, readableTemplate, templateOr } from "../template-field.ts";
import { headerProblem } from "./request-headers.ts";
import { statusRule } from "./status-rule.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const queryValue = z.union([scalar, z.array(scalar)], { error: "must be text, a number, true or false, or a list of these" });

const headers = z.record(z.string(), z.string().max(8_000)).superRefine((record, context) => {
  for (const [name, value] of Object.entries(record)) {
    const message = headerProblem(name, isTemplate(value) ? "" : value);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
  }
});

/** How to find out whether a call did its work, when its answer was lost. */
const lookup = z
  .strictObject({
    method: z.enum(["GET", "HEAD"]).optional().meta({ default: "GET" }),
    url: z.string().min(1).max(8_000),
    headers: headers.optional(),
    query: z.record(z.string(), templateOr(queryValue)).optional(),
    /** True when the call did its work, over the `answer`. Default: every 2xx says so. */
    found: z.string().min(1).optional(),
    /** What the step then gives, over the `answer`. Default: as the answer to the call itself. */
    output: z.string().min(1).optional(),
  })
  .optional();

const config = z
  .strictObject({
    /** Name of a connection, which knows the base URL and the credentials. Without one, `url` is absolute. */
    connection: identifier.optional(),
    method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
    url: z.string().min(1).max(8_000),
    headers: headers.optional(),
    query: z.record(z.string(), templateOr(queryValue)).optional(),
    body: z.json().optional(),
    effect: z.enum(["idempotent", "keyed", "lookup", "none"]).optional(),
    lookup,
    expect: z.strictObject({ status: z.array(statusRule).min(1).max(20) }).optional(),
    output: z.enum(["body", "response"]).optional().meta({ default: "body" }),
  })
  .superRefine(({ connection, url }, context) => {
    const message = isTemplate(url) ? undefined : urlProblem(url, connection !== undefined);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: ["url"] });
  })
  .superRefine(({ connection, effect, lookup: asked }, context) => {
    const refuse = (message: string, ...path: string[]) =>
      context.addIssue({ code: "custom", message, path: ["lookup", ...path] });
    if (effect !== "lookup") return asked === undefined ? undefined : refuse("belongs to `effect: lookup`");
    if (asked === undefined) return refuse("must say where to look up what a call did");
    const message = isTemplate(asked.url) ? undefined : urlProblem(asked.url, connection !== undefined);
    if (message !== undefined) refuse(message, "url");
  })
  .refine(({ method, body }) => body === undefined || (method !== "GET" && method !== "HEAD"), {
    message: "cannot be sent with GET or HEAD",
    path: ["body"],
  });

export type HttpConfig = z.infer<typeof config>;

function urlProblem(url: string, hasConnection: boolean): string | undefined {
  if (hasConnection) return url.startsWith("/") ? undefined : "must start with /, since it continues the connection's address";
  return /^https?:\/\//i.test(url) ? undefined : "must be an http or https address, or a path together with a connection";
}

/** What a repeat does when nobody says: RFC 9110 makes these methods idempotent, the others rely on the key. */
export const effectOf = ({ effect, method }: Pick<HttpConfig, "effect" | "method">): EffectClass =>
  effect ?? (method === "POST" || method === "PATCH" ? "keyed" : "idempotent");

export const http = defineNode({
  kind: "http",
  version: 1,
  title: "HTTP request",
  purpose: "Calls another system and gives its answer",
  aliases: ["api", "rest", "request", "call", "fetch", "curl", "url"],
  category: "outside",
  icon: "world",
  behavior: "effect",
  config,
  expressionPaths: ["lookup.found", "lookup.output"],
  form: {
    connection: { label: "Connection", widget: "connection", help: "Knows the address and the credentials" },
    method: { label: "Method", widget: "select" },
    url: { label: "URL", widget: "text", help: "With a connection: the path after its address", placeholder: "/orders" },
    query: { label: "Query", widget: "pairs", help: "What follows the ? of the address" },
    headers: { label: "Headers", widget: "pairs", help: "Credentials belong in the connection" },
    body: {
      label: "Body",
      widget: "json",
      help: "Text is sent as it is, anything else as JSON",
      showWhen: { field: "method", isNot: ["GET", "HEAD"] },
    },
    output: {
      label: "Output",
      widget: "select",
      group: "Answer",
      options: { body: "The body alone", response: "Status, headers and body" },
    },
    expect: {
      label: "Expected answer",
      widget: "group",
      group: "Answer",
      fields: {
        status: { label: "Status", widget: "list", help: "Default: 2xx. Codes and classes", placeholder: "404" },
      },
    },
    effect: {
      label: "When repeated",
      widget: "select",
      group: "Safety",
      help: "What a second call would do, if the answer to the first is lost",
      options: {
        idempotent: "Does no harm",
        keyed: "The receiver honors Idempotency-Key",
        lookup: "Look up first whether it was done",
        none: "Would hurt: ask a person",
      },
    },
    lookup: {
      label: "Look up",
      widget: "group",
      group: "Safety",
      help: "The question to the same system whether the call was done; call.reference names the call in both",
      showWhen: { field: "effect", is: ["lookup"] },
      fields: {
        method: { label: "Method", widget: "select" },
        url: { label: "URL", widget: "text", placeholder: '="/charges/" & call.reference' },
        query: { label: "Query", widget: "pairs" },
        headers: { label: "Headers", widget: "pairs" },
        found: {
          label: "It was done if",
          widget: "expression",
          help: "Without it, any 2xx",
          placeholder: "$count(answer.body) > 0",
        },
        output: {
          label: "The step then gives",
          widget: "expression",
          help: "Without it, the answer",
          placeholder: "answer.body[0]",
        },
      },
    },
  },
  ports: () => SINGLE_PORT,
  output: ({ output }) =>
    output === "response"
      ? {
          type: "object",
          required: ["status", "headers", "body"],
          properties: { status: { type: "integer" }, headers: { type: "object" }, body: {} },
        }
      : undefined,
  summarize: ({ method, connection, url }) => `${method} ${connection ?? ""}${readableTemplate(url)}`,
  effect: (authored) => effectOf(authored),
  // A POST that may be repeated at will is taken for a question: those who change something with it rarely say so.
  changesOutside: ({ method, effect }) =>
    method !== "GET" && method !== "HEAD" && !(method === "POST" && effect === "idempotent"),
  reportsProgress: true,
});
