import { describe, expect, it } from "vitest";
import { findRows } from "./find-rows.ts";
import type { TimelineRow } from "./timeline-rows.ts";

const row = (nodeId: string, note: string, state: TimelineRow["state"] = "completed"): TimelineRow => ({
  ...{ key: `${nodeId}${note}`, nodeId, note, state, from: 0, to: 1 },
  spans: [],
});
const nameOf = (id: string): string => (id === "price" ? "Price the article" : id);

describe("finding steps of a run", () => {
  const rows = [row("start", ""), row("price", "#7"), row("price", "#1,200"), row("check", "#1,200", "failed")];

  it("goes by all words, in the name, the number with or without its separator, and the state", () => {
    expect(findRows(rows, nameOf, "PRICE 1200")).toEqual([rows[2]]);
    expect(findRows(rows, nameOf, "#1,200")).toEqual([rows[2], rows[3]]);
    expect(findRows(rows, nameOf, "failed")).toEqual([rows[3]]);
    expect(findRows(rows, nameOf, "price failed")).toEqual([]);
  });

  it("gives all of them for nothing", () => {
    expect(findRows(rows, nameOf, "  ")).toBe(rows);
  });
});
