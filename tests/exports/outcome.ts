import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import type { LedgerEntry } from "#engine/demo/effect-ledger.ts";

/** What a run did and said, in a form in which two runs of the same flow are alike. */
export interface Outcome {
  readonly status: string;
  readonly output: JsonValue;
  /** Nodes whose steps completed, and `undo NODE`, sorted: what goes on side by side has no order. */
  readonly steps: readonly string[];
  /** What other systems were told and did not refuse, and mail that was sent; sorted. */
  readonly effects: readonly string[];
}

const MADE_UP: readonly (readonly [RegExp, string])[] = [
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:.*)?$/, "(id)"],
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/, "(time)"],
  [/^<.+@.+>$/, "(message)"],
  // The demo systems count: of calls side by side either may be the first.
  [/^(ch|shp|re|m)_\d+$|^T-\d+$/, "(number)"],
];

/** Without the ids and times that each run makes up. */
export function comparable(value: JsonValue): JsonValue {
  if (typeof value === "string") return MADE_UP.find(([pattern]) => pattern.test(value))?.[1] ?? value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject).map(([name, each]) => [name, comparable(each ?? null)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** In what they differ, one line each; none when the exported flow did what the engine did. */
export function differences(inMemory: Outcome, durable: Outcome): readonly string[] {
  // What goes on beside a step that fails is cut off at a moment of chance.
  const parts = [inMemory, durable].map(({ steps, ...rest }) => ({
    ...rest,
    steps: durable.status === "completed" ? steps : steps.filter((step) => step.startsWith("undo ")),
  }));
  const [here, there] = parts as [Outcome, Outcome];
  return (["status", "output", "steps", "effects"] as const).flatMap((part) => {
    const [one, other] = [JSON.stringify(here[part]), JSON.stringify(there[part])];
    return one === other ? [] : [`${part}: in memory ${one}, durably ${other}`];
  });
}

/** What the demo systems did, each once however often it was asked for. */
export const callsOf = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger
    .filter(({ outcome }) => outcome === "accepted" || outcome === "declined")
    .map(({ system, operation, outcome, bodyHash, answer }) =>
      system === "mail" ? `mail: ${String(answer.body["subject"])}` : `${system} ${operation} ${bodyHash.slice(0, 8)} ${outcome}`,
    );
