import { z } from "zod";

/**
 * Fields of a node's config may hold a value or a template: a string starting with `=` whose JSONata is evaluated when
 * the step runs. The authored schema accepts both; what a template gives is checked again by the executor.
 */
const template = z.string().regex(/^=/, "must be an expression starting with =");

export const isTemplate = (value: unknown): value is string => typeof value === "string" && value.startsWith("=");

/** The field's own schema, or a template in its place. Reports the problem of the field, not of the alternative. */
export function templateOr<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, template], { error: ({ input }) => ownMessage(schema, input) });
}

function ownMessage(schema: z.ZodType, input: unknown): string {
  const problem = schema.safeParse(input).error?.issues[0]?.message ?? "Invalid value";
  return `${problem}, or an expression starting with =`;
}

/** JSONata that takes no `=`, because the field is always an expression. */
export const expression = z
  .string()
  .min(1, "must hold a JSONata expression")
  .refine((text) => !text.startsWith("="), "is always an expression: write it without the leading =");

/**
 * A template as a person reads it on a card: `="/charges/" & step.output.id & "/refund"` becomes `/charges/{id}/refund`.
 * Whatever is more than text joined with paths is shown as `…`.
 */
export function readableTemplate(text: string): string {
  if (!isTemplate(text)) return text;
  const parts = text.slice(1).match(/"(?:[^"\\]|\\.)*"|[^&"]+/g) ?? [];
  return parts.map(readablePart).join("");
}

function readablePart(part: string): string {
  const trimmed = part.trim();
  if (trimmed.startsWith('"')) return trimmed.slice(1, -1).replaceAll('\\"', '"');
  if (trimmed === "") return "";
  const path = /^\$?[\w$]+(?:\.[\w$]+)*$/.exec(trimmed);
  return path ? `{${trimmed.slice(trimmed.lastIndexOf(".") + 1)}}` : "…";
}
