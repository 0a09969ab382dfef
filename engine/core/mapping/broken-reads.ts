import type { JsonObject } from "../json.ts";
import { listTargetFields } from "./model/mapping-model.ts";
import { readMapping } from "./model/read-mapping.ts";
import { sourceChange, type AffectedLine } from "./schema-change.ts";
import { isUnknownPath } from "./schema/is-unknown-path.ts";
import { openSchemaTree, type SchemaField, type SchemaTree } from "./schema/schema-tree.ts";

/**
 * Lines that read what is not there, for a mapping of which nobody knows what it was drawn to: that it reads a path says
 * that there was one. What could be meant is looked for among the fields it does not read yet. `source` is the whole scope.
 */
export function brokenReads(text: string, source: SchemaTree): AffectedLine[] {
  const lines = sourceChange({ text, before: openSchemaTree(schemaOfReads(text, source)), after: source }, []);
  return lines.filter(({ change, names }) => change === "missing" && isUnknownPath(source, names));
}

interface Read {
  readonly [name: string]: Read;
}

function schemaOfReads(text: string, source: SchemaTree): JsonObject {
  const reads = Object.create(null) as Record<string, Read>;
  for (const { reads: paths } of listTargetFields(readMapping(text)))
    for (const { path } of paths)
      addPath(
        reads,
        path.filter((name) => name !== "*" && name !== "**"),
      );
  return toSchema(reads, source.root, source);
}

function addPath(reads: Record<string, Read>, names: readonly string[]): void {
  let at = reads;
  for (const name of names) {
    at[name] ??= Object.create(null) as Read;
    at = at[name];
  }
}

/** What is a list now, was one: its items are read. */
function toSchema(read: Read, field: SchemaField | undefined, source: SchemaTree): JsonObject {
  const members = Object.entries(read);
  if (members.length === 0) return {};
  const known = field === undefined ? [] : source.childrenOf(field);
  const properties = members.map(([name, below]) => [
    name,
    toSchema(
      below,
      known.find((child) => child.name === name),
      source,
    ),
  ]);
  const object: JsonObject = { type: "object", properties: Object.fromEntries(properties) as JsonObject };
  return Array.from({ length: field?.arrayDepth ?? 0 }).reduce<JsonObject>((items) => ({ type: "array", items }), object);
}
