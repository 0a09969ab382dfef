import { isJsonObject } from "#engine/core/json.ts";
import type { NewNode } from "../actions/add-actions.ts";

/** What a dragged entry of the palette carries. Other drags, such as files and texts, are none of the canvas's business. */
export const PALETTE_ENTRY = "application/x-omnilink-node";

export function writeEntry(transfer: DataTransfer, { kind, config }: NewNode): void {
  transfer.setData(PALETTE_ENTRY, JSON.stringify({ kind, config }));
  transfer.effectAllowed = "copy";
}

export function readEntry(transfer: DataTransfer): NewNode | undefined {
  const text = transfer.getData(PALETTE_ENTRY);
  const entry = parsed(text);
  if (!isJsonObject(entry) || typeof entry["kind"] !== "string") return undefined;
  const { kind, config } = entry;
  return isJsonObject(config) ? { kind, config } : { kind };
}

/** Anybody may drag something of this type in here from another page. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
