import { useState } from "react";

/**
 * The object of before while it says the same. A draft makes new objects with every letter typed; trees that are built from
 * them, and what is open in them, should not start over.
 */
export function useSame<Value>(value: Value, isSame: (left: Value, right: Value) => boolean): Value {
  const [kept, setKept] = useState(value);
  if (kept === value || isSame(kept, value)) return kept;
  setKept(value);
  return value;
}
