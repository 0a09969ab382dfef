import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { flowJsonSchema } from "../core/flow/flow-json-schema.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";

/** Writes `public/schemas/flow-1.json` from the node kinds. Run it after a kind has changed: `node engine/host/publish-schema.ts`. */
export const PUBLISHED_SCHEMA = fileURLToPath(new URL("../../public/schemas/flow-1.json", import.meta.url));

export const publishedSchemaText = (): string => `${JSON.stringify(flowJsonSchema(nodeDefinitions), null, 2)}\n`;

if (import.meta.main) writeFileSync(PUBLISHED_SCHEMA, publishedSchemaText());
