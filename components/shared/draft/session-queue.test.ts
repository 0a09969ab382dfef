import { describe, expect, it } from "vitest";
import type { QueuedEdits } from "./draft-transport.ts";
import { sessionQueue } from "./session-queue.ts";

const edits = { clientId: "one", revision: 3, sent: [], waiting: [{ editId: 7 }], nextEditId: 8 } as unknown as QueuedEdits;

function tab() {
  const entries = new Map<string, string>();
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
  return { entries, open: () => sessionQueue("orders", storage) };
}

describe("the queue of unsaved edits", () => {
  it("gives them again when the page that began with them was drawn anew before anybody saw it", () => {
    const { open } = tab();
    open().keep(edits);
    expect(open().load()).toMatchObject({ clientId: "one", waiting: [{ editId: 7 }] });
    expect(open().load()).toMatchObject({ clientId: "one", waiting: [{ editId: 7 }] });
  });

  it("gives numbers from then on that another window with the same edits does not have", () => {
    const { open } = tab();
    open().keep(edits);
    expect(open().load()!.nextEditId).not.toBe(open().load()!.nextEditId);
  });

  it("is empty once what it began with is saved", () => {
    const { entries, open } = tab();
    open().keep(edits);
    const next = open();
    next.load();
    next.clear();
    expect(entries.size).toBe(0);
    expect(open().load()).toBeUndefined();
  });

  it("passes over what is no list of edits", () => {
    const { entries, open } = tab();
    entries.set("omnilink.draft.orders", "{");
    expect(open().load()).toBeUndefined();
  });
});
