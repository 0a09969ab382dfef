import type { JsonValue } from "../json.ts";
import type { Operation } from "./operation.ts";

/** An operation does not fit the draft: what it wants to change is not what it says, or is gone. */
export class EditConflict extends Error {
  readonly operation: Operation;
  /** What is there instead; absent when nothing is. */
  readonly found: JsonValue | undefined;

  constructor(message: string, operation: Operation, found?: JsonValue) {
    super(message);
    this.name = "EditConflict";
    this.operation = operation;
    this.found = found;
  }
}
