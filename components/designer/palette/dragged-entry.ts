import type { JsonObject } from "#engine/core/json.ts";
import type { NewNode } from "../actions/add-actions.ts";

/** What a dragged entry of the palette carries. Other drags, such as files and texts, are none of the canvas's business. */
export const PALETTE_ENTRY = "application/x-omnilink-node";

export function writeEntry(transfer: DataTransfer, { kind, config }: NewNode): void {
  transfer.setData(PALETTE_ENTRY, JSON.stringify({ kind, config }));
  transfer.effectAllowed = "copy";
}

export function readEntry(transfer: DataTransfer): NewNode | undefined {
  const text = transfer.getData(PALETTE_ENTRY);
  if (text === "") return undefined;
  const entry = JSON.parse(text) as { readonly kind: string; readonly config?: JsonObject };
  return entry.config ? { kind: entry.kind, config: entry.config } : { kind: entry.kind };
}
