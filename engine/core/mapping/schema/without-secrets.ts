import type { JsonObject } from "../../json.ts";
import { fromPointer } from "../../pointer.ts";
import type { SchemaError, Schemas } from "../../schema/check-schema.ts";
import { openSchemaTree } from "./schema-tree.ts";

/** A field that is not as its schema says. `path` is a JSON pointer, `message` follows it. */
export type WrongField = Pick<SchemaError, "path" | "message">;

/** Of a field that is marked `x-sensitive`, or stands in one, no value is told. */
export function withoutSecrets(errors: readonly SchemaError[], schema: JsonObject, schemas: Schemas): WrongField[] {
  if (errors.length === 0) return [];
  const tree = openSchemaTree(schema, schemas);
  return errors.map(({ path, message }) => {
    const parts = fromPointer(path).map((part) => (/^\d+$/.test(part) ? "*" : part));
    const isSensitive = parts.some((_, index) => tree.fieldAt(parts.slice(0, index + 1))?.isSensitive === true);
    return { path, message: isSensitive ? message.replace(/, got .*$/s, ", got a value that is not shown") : message };
  });
}
