import { IconCircleDashed } from "@tabler/icons-react";
import { isJsonObject, type JsonValue } from "#engine/core/json.ts";
import { stepStates } from "#components/shared/canvas/step-state.ts";
import type { ItemState, ItemTrace } from "#components/shared/run-view/run-view.ts";

/** How the state of an item is shown: never by its color alone. */
export const itemLooks = {
  queued: { word: "Not begun", tone: "quiet", icon: IconCircleDashed },
  running: stepStates.running,
  retrying: { ...stepStates.retrying, word: "To be repeated" },
  done: stepStates.completed,
  failed: stepStates.failed,
  canceled: stepStates.canceled,
  undone: stepStates.undone,
} as const satisfies Record<ItemState | "undone", unknown>;

export const lookOf = (state: ItemState, item: ItemTrace | undefined) =>
  itemLooks[item !== undefined && item.undone > 0 && state !== "running" ? "undone" : state];

const NAMING = ["name", "title", "id", "key", "sku", "number", "email"] as const;
const PREVIEW_LENGTH = 80;

/** A line that tells an item from its neighbors: the field that names it, else the beginning of its JSON. */
export function previewOf(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value.slice(0, PREVIEW_LENGTH);
  if (isJsonObject(value)) {
    const naming = NAMING.map((field) => value[field]).find((field) => typeof field === "string" || typeof field === "number");
    if (naming !== undefined) return String(naming).slice(0, PREVIEW_LENGTH);
  }
  return JSON.stringify(value).slice(0, PREVIEW_LENGTH);
}
