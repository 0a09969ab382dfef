import { parse } from "yaml";
import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";

/** Value of a header: as it is, or taken from an environment variable so that credentials stay out of files. */
const headerValue = z.union([z.string(), z.strictObject({ env: z.string().min(1) })]);

export const connectionEntry = z.strictObject({
  /** `http(s)://…` or `demo://<system>`. */
  baseUrl: z
    .string()
    .regex(
      /^(?:https?|demo):\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
      "must be an http, https or demo address without user, query or fragment",
    ),
  headers: z.record(z.string(), headerValue).optional(),
  allowPrivate: z.boolean().optional(),
});

const file = z.strictObject({ connections: z.record(identifier, connectionEntry) });

export type ConnectionEntry = z.infer<typeof connectionEntry>;
export type ConnectionEntries = Readonly<Record<string, ConnectionEntry>>;

export type ReadConnections =
  | { readonly ok: true; readonly entries: ConnectionEntries }
  /** Each message names the place in the file. */
  | { readonly ok: false; readonly messages: readonly string[] };

/** Reads the text of a `connections.yaml`. Never throws. */
export function readConnections(text: string): ReadConnections {
  const read = parseYaml(text);
  if ("message" in read) return { ok: false, messages: [read.message] };
  const result = file.safeParse(read.value);
  if (result.success) return { ok: true, entries: result.data.connections };
  return { ok: false, messages: result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`) };
}

function parseYaml(text: string): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: parse(text, { maxAliasCount: 0 }) };
  } catch (error) {
    return { message: `The file is not YAML: ${(error as Error).message.split("\n")[0]}` };
  }
}
