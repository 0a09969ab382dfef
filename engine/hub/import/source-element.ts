import type { JsonValue } from "../../core/json.ts";

/** An element as it is met in the source. */
export interface SourceElement {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Kept in the placeholder when it has no counterpart. */
  readonly original: JsonValue;
}
