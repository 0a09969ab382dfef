import "server-only";
import { z } from "zod";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";

/** JSON as pages send it, in the types that the engine and the pages have for it. */
export const jsonValue: z.ZodType<JsonValue, JsonValue> = z.json();
export const jsonObject: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), z.json());
