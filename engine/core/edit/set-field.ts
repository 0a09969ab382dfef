import type { JsonValue } from "../json.ts";
import type { Path } from "./operation.ts";
import { isContainer, valueAt } from "./value-at-path.ts";

/** `__proto__` cannot be a key of a flow document, and JavaScript would not set it as one. */
export const isSafePath = (path: Path): boolean => !path.includes("__proto__");

/** Sets a value; where the last member of a top-level object goes, the object goes with it: no empty `config` or `retry` stays. */
export function setOrPrune(
  root: unknown,
  path: Path,
  value: JsonValue | undefined,
  set: (path: Path, value: JsonValue | undefined) => void,
): void {
  const around = path.length === 2 && typeof path[1] === "string" ? valueAt(root, path.slice(0, 1)) : undefined;
  const isLast = value === undefined && isContainer(around) && Object.keys(around).every((key) => key === path[1]);
  set(isLast ? path.slice(0, 1) : path, value);
}
