import type { SchemaField } from "../schema/schema-tree.ts";

const NUMBERS: ReadonlySet<string> = new Set(["integer", "number"]);
const MOMENTS: ReadonlySet<string> = new Set(["date", "date-time"]);

/** Whether the values of one field can stand in the other: 1 as they are, 0.9 after a conversion anybody would expect, less otherwise. */
export function typeCompatibility(source: SchemaField, target: SchemaField): number {
  const lists = source.arrayDepth === target.arrayDepth ? 1 : 0.75;
  if (source.types.length === 0 || target.types.length === 0) return lists;
  return lists * Math.max(...source.types.flatMap((from) => target.types.map((to) => oneType(from, to, source, target))));
}

function oneType(from: string, to: string, source: SchemaField, target: SchemaField): number {
  if (from === "string" && to === "string") return formatCompatibility(source.format, target.format);
  if (from === to || (NUMBERS.has(from) && NUMBERS.has(to))) return 1;
  if (to === "boolean" || from === "boolean") return 0.6;
  if (to === "object" || from === "object") return 0.4;
  if (MOMENTS.has(source.format ?? "") || MOMENTS.has(target.format ?? "")) return 0.75;
  return 0.95;
}

/** A text without a format can be anything; a date is no email address. */
function formatCompatibility(from: string | undefined, to: string | undefined): number {
  if (from === to) return 1;
  if (from !== undefined && to !== undefined) return MOMENTS.has(from) && MOMENTS.has(to) ? 0.98 : 0.5;
  const only = from ?? to!;
  return MOMENTS.has(only) ? 0.75 : only === "email" ? 0.85 : 0.95;
}
