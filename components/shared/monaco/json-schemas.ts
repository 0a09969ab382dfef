import type { JsonObject } from "#engine/core/json.ts";
import type { Monaco } from "./load-monaco.ts";

/** Schemas by the editor they belong to. Monaco takes them all at once. */
const schemas = new Map<string, JsonObject>();

export function setSchema(monaco: Monaco, uri: string, schema: JsonObject): void {
  schemas.set(uri, schema);
  publish(monaco);
}

export function forgetSchema(monaco: Monaco, uri: string): void {
  schemas.delete(uri);
  publish(monaco);
}

function publish({ jsonDefaults }: Monaco): void {
  jsonDefaults.setDiagnosticsOptions({
    validate: true,
    allowComments: false,
    enableSchemaRequest: false,
    schemas: [...schemas].map(([uri, schema]) => ({ uri: `${uri}/schema.json`, fileMatch: [uri], schema })),
  });
}
