import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";

export interface N8nNode {
  readonly name: string;
  readonly type: string;
  readonly parameters: JsonObject;
  readonly credentials: JsonObject;
}

export interface NodeConfig {
  readonly kind: string;
  readonly config: JsonObject;
  readonly note?: string;
}

export const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
export const inside = (value: unknown, name: string): JsonValue | undefined => (isJsonObject(value) ? value[name] : undefined);
