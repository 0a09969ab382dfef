import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { exampleValue } from "#engine/core/schema/example-value.ts";

/** An input that fits the contract of a flow, to begin from. */
export const exampleInput = ({ input, schemas = {} }: FlowDocument): JsonValue =>
  input === undefined ? {} : exampleValue(input, schemas);
