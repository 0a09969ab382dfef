import { isJsonObject, type JsonValue } from "../../core/json.ts";

export interface Difference {
  /** JSON pointer. */
  readonly path: string;
  readonly recorded?: JsonValue;
  readonly replayed?: JsonValue;
}

/** Whether a value is not known, and so differs from nothing. */
export type IsHidden = (value: unknown) => boolean;
const knownAll: IsHidden = () => false;

/** The first place where two values differ as JSON; a member that is `undefined` is no member. */
export function firstDifference(recorded: unknown, replayed: unknown, isHidden = knownAll, path = ""): Difference | undefined {
  if (Object.is(recorded, replayed) || isHidden(recorded) || isHidden(replayed)) return undefined;
  if (Array.isArray(recorded) && Array.isArray(replayed)) return inMembers({ ...recorded }, { ...replayed }, isHidden, path);
  if (isJsonObject(recorded) && isJsonObject(replayed)) return inMembers(recorded, replayed, isHidden, path);
  return { path, ...side("recorded", recorded), ...side("replayed", replayed) };
}

function inMembers(recorded: object, replayed: object, isHidden: IsHidden, path: string): Difference | undefined {
  const [a, b] = [recorded as Record<string, unknown>, replayed as Record<string, unknown>];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const at = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const difference = firstDifference(a[key], b[key], isHidden, at);
    if (difference) return difference;
  }
  return undefined;
}

const side = (name: "recorded" | "replayed", value: unknown): Partial<Difference> =>
  value === undefined ? {} : { [name]: value as JsonValue };
