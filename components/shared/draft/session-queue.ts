import type { DraftQueue, QueuedEdits } from "./draft-transport.ts";

const NUMBERS = 100_000_000;

/**
 * Unsaved edits in the session storage of this tab: they survive a reload, a crash of the page and a server that is away.
 * A tab that is duplicated has the same storage, so two windows may go on from the same edits. Those are sent twice and
 * stored once; what is done after that gets numbers that the two cannot have in common.
 *
 * Reading takes nothing away: a page that is being drawn may be thrown away and drawn again before anybody has seen it, and
 * the edits stay until they are saved.
 */
export function sessionQueue(flowId: string, storage: Pick<Storage, "getItem" | "setItem" | "removeItem">): DraftQueue {
  const key = `omnilink.draft.${flowId}`;
  let isKept = false;
  return {
    load: () => {
      const text = storage.getItem(key);
      isKept = text !== null;
      const edits = text === null ? undefined : parse(text);
      return edits && { ...edits, nextEditId: edits.nextEditId + Math.ceil(Math.random() * NUMBERS) };
    },
    keep: (edits) => {
      try {
        storage.setItem(key, JSON.stringify(edits));
        isKept = true;
      } catch {
        // Full: the edits are still in the window and are sent from there.
      }
    },
    clear: () => {
      if (isKept) storage.removeItem(key);
      isKept = false;
    },
  };
}

function parse(text: string): QueuedEdits | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "sent" in value && "waiting" in value
      ? (value as QueuedEdits)
      : undefined;
  } catch {
    return undefined;
  }
}
