import { jsonEqual } from "../flow/json-equal.ts";
import type { JsonValue } from "../json.ts";
import type { Edit, Operation, SetOperation } from "./operation.ts";

/** Two edits in a row as one; typing that replaces the same value again and again becomes one replacement. */
export function combineEdits(first: Edit, second: Edit): Edit {
  const operations = [...first.operations];
  for (const operation of second.operations) {
    const merged = operations.length > 0 ? replacedTwice(operations.at(-1)!, operation) : undefined;
    if (merged) operations[operations.length - 1] = merged;
    else operations.push(operation);
  }
  return { label: second.label, operations };
}

/** Only where a value is there all the time: a key that goes and comes back would change its place. */
function replacedTwice(first: Operation, second: Operation): Operation | undefined {
  if (!isSet(first) || !isSet(second) || first.after === undefined || second.after === undefined || second.before === undefined)
    return undefined;
  return jsonEqual(targetOf(first), targetOf(second)) ? { ...first, after: second.after } : undefined;
}

const isSet = (operation: Operation): operation is SetOperation => operation.op.startsWith("set");

function targetOf({ before: _before, after: _after, at: _at, ...target }: SetOperation): JsonValue {
  return target as unknown as JsonValue;
}
