import { parse } from "yaml";
import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";

/** As it is, or taken from an environment variable, so that credentials stay out of files. */
const fromEnvironment = z.strictObject({ env: z.string().min(1) });
const value = z.union([z.string(), fromEnvironment]);

export const webAddress = z
  .string()
  .regex(
    /^(?:https?|demo):\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
    "must be an http, https or demo address without user, query or fragment",
  );

const webEntry = z.strictObject({
  type: z.literal("http").optional(),
  /** `http(s)://…` or `demo://<system>`. From the environment when the address is a secret, as that of a chat's webhook. */
  baseUrl: z.union([webAddress, fromEnvironment], {
    error: ({ input }) => webAddress.safeParse(input).error?.issues[0]?.message,
  }),
  headers: z.record(z.string(), value).optional(),
  allowPrivate: z.boolean().optional(),
});

const mailEntry = z
  .strictObject({
    type: z.literal("smtp"),
    /** Name or address of the server, or `demo://mail`. */
    host: z.string().regex(/^(?:demo:\/\/mail|[A-Za-z0-9.:-]+)$/, "must be the name of a mail server, such as smtp.example.com"),
    /** Default 587, or 465 when `secure`. */
    port: z.int().min(1).max(65_535).optional(),
    /** TLS from the first byte; default for port 465. */
    secure: z.boolean().optional(),
    from: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, "must be a mail address such as OmniLink <flows@example.com>"),
    user: value.optional(),
    password: fromEnvironment.optional(),
    allowPrivate: z.boolean().optional(),
  })
  .refine(
    ({ user, password }) => (user === undefined) === (password === undefined),
    "must have both user and password, or neither",
  );

const connectionEntry = z.discriminatedUnion("type", [webEntry, mailEntry]);

const file = z.strictObject({ connections: z.record(identifier, connectionEntry) });

export type WebEntry = z.infer<typeof webEntry>;
export type MailEntry = z.infer<typeof mailEntry>;
export type ConnectionEntry = WebEntry | MailEntry;
export type ConnectionValue = z.infer<typeof value>;
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
