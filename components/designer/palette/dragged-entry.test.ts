import { describe, expect, it } from "vitest";
import { PALETTE_ENTRY, readEntry, writeEntry } from "./dragged-entry.ts";

/** As much of a drag as entries need. */
function drag(carried: Readonly<Record<string, string>> = {}): DataTransfer {
  const data = new Map(Object.entries(carried));
  const transfer = { effectAllowed: "", setData: (type: string, text: string) => void data.set(type, text) };
  return Object.assign(transfer, { getData: (type: string) => data.get(type) ?? "" }) as unknown as DataTransfer;
}

describe("readEntry", () => {
  it("gives back what was written", () => {
    const transfer = drag();
    writeEntry(transfer, { kind: "http", config: { method: "GET" } });
    expect(readEntry(transfer)).toEqual({ kind: "http", config: { method: "GET" } });
  });

  it.each(["", "{", "null", "[]", "{}", '{"kind":3}'])("takes %j for no entry", (text) => {
    expect(readEntry(drag({ [PALETTE_ENTRY]: text }))).toBeUndefined();
  });

  it("leaves other drags alone", () => {
    expect(readEntry(drag({ "text/plain": "http" }))).toBeUndefined();
  });
});
