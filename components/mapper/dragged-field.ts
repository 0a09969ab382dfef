/** What a dragged field of the source is handed over as. */
export const DRAGGED_FIELD = "application/x-omnilink-field";

export function writeField(transfer: DataTransfer, path: readonly string[]): void {
  transfer.setData(DRAGGED_FIELD, JSON.stringify(path));
  transfer.effectAllowed = "link";
}

/** Only what a row of the source tree handed over; anything may be dragged into a page. */
export function readField(transfer: DataTransfer): readonly string[] | undefined {
  try {
    const path: unknown = JSON.parse(transfer.getData(DRAGGED_FIELD));
    return Array.isArray(path) && path.every((name) => typeof name === "string") ? path : undefined;
  } catch {
    return undefined;
  }
}
