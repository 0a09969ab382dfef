import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import type { Path } from "#engine/core/edit/operation.ts";

/** Where a step keeps the contract of what it makes. */
export const TARGET_SCHEMA: Path = ["target", "schema"];

/** The schema that the output of a step should fit; `undefined` while nobody has said one. */
export function targetSchemaOf({ config }: FlowNode): JsonObject | undefined {
  const target = config?.["target"];
  const schema = isJsonObject(target) ? target["schema"] : undefined;
  return isJsonObject(schema) ? schema : undefined;
}
