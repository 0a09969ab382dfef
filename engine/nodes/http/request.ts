import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import type { StepContext } from "../../runtime/executor.ts";
import type { ResolvedConnection } from "../../runtime/ports.ts";
import { headerProblem } from "./request-headers.ts";

/** The resolved request as it is recorded with the step: everything but the connection's address and credentials. */
export const requestSchema = z.object({
  method: z.string(),
  connection: z.string().optional(),
  /** Path and query below the connection's address; absolute without a connection. */
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.json().optional(),
});
export type HttpRequest = z.infer<typeof requestSchema>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const resolved = z.object({
  method: z.string(),
  connection: z.string().optional(),
  url: z.string({ error: "must be text" }).min(1, "must not be empty"),
  headers: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()], { error: "must be text or a number" }))
    .default({}),
  query: z
    .record(z.string(), z.union([scalar, z.array(scalar)], { error: "must be text, a number, true, false or a list of these" }))
    .default({}),
  body: z.json().optional(),
});

/** Throws `http/invalid-request` when the templates gave something that cannot be sent. */
export function prepareRequest(context: StepContext): HttpRequest {
  const result = resolved.safeParse(context.config);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalidRequest(context, `"${issue?.path.join(".") ?? "config"}" ${issue?.message ?? "is not valid"}`);
  }
  const { method, connection, url, headers, query, body } = result.data;
  return {
    method,
    ...(connection === undefined ? {} : { connection }),
    url: withQuery(url, query),
    headers: readHeaders(context, headers),
    ...(body === undefined ? {} : { body }),
  };
}

const invalidRequest = ({ node }: Pick<StepContext, "node">, what: string): StepFailure =>
  new StepFailure({
    code: "http/invalid-request",
    message: `Step "${node.label}" cannot send its request: ${what}.`,
    nodeId: node.id,
  });

function readHeaders(context: StepContext, headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const lowercase: Record<string, string> = {};
  for (const [name, raw] of Object.entries(headers)) {
    const value = String(raw);
    const problem = headerProblem(name, value);
    if (problem !== undefined) throw invalidRequest(context, `the header "${name}" ${problem}`);
    lowercase[name.toLowerCase()] = value;
  }
  return lowercase;
}

/** Null leaves a parameter out; a list repeats it. */
function withQuery(url: string, query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) parameters.append(name, String(one));
    }
  }
  const text = parameters.toString();
  if (text === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${text}`;
}

/**
 * Where the request goes. Below a connection it must stay below that connection's address, or credentials meant for one
 * system could be led to another by a path such as `/../..` or `//elsewhere`.
 */
export function targetUrl(context: Pick<StepContext, "node">, request: HttpRequest, connection?: ResolvedConnection): URL {
  if (connection === undefined) {
    if (!URL.canParse(request.url)) throw invalidRequest(context, `"${request.url}" is not an absolute address`);
    return new URL(request.url);
  }
  if (!request.url.startsWith("/")) throw invalidRequest(context, `the path "${request.url}" must start with /`);
  const base = new URL(connection.baseUrl.replace(/\/+$/, ""));
  const text = `${connection.baseUrl.replace(/\/+$/, "")}${request.url}`;
  const target = URL.canParse(text) ? new URL(text) : undefined;
  const below = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
  if (target === undefined || target.origin !== base.origin || !target.pathname.startsWith(below)) {
    throw invalidRequest(context, `the path "${request.url}" leads out of the connection "${connection.name}"`);
  }
  return target;
}
