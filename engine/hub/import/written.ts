import type { JsonValue } from "../../core/json.ts";

/** A value of a file as text. `String` fails where a file brings a `toString` of its own. */
export const written = (value: JsonValue | undefined): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
