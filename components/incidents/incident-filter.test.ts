import { describe, expect, it } from "vitest";
import { readIncidentFilter, writeIncidentFilter } from "./incident-filter.ts";

describe("the filter of incidents", () => {
  it("reads what it wrote", () => {
    const filter = { status: "resolved", order: "oldest", flowId: "orders", kind: "undecided" } as const;
    expect(readIncidentFilter(new URL(writeIncidentFilter(filter), "http://x").searchParams)).toEqual(filter);
  });

  it("goes with what is open beside the list", () => {
    expect(writeIncidentFilter({ kind: "failed" }, { group: "g", incident: "i" })).toBe(
      "/incidents?kind=failed&group=g&incident=i",
    );
  });

  it("begins with open incidents, the newest first, and passes over what it does not know", () => {
    expect(readIncidentFilter(new URLSearchParams("status=odd&kind=odd&order=odd"))).toEqual({ status: "open", order: "newest" });
    expect(writeIncidentFilter({ status: "open", order: "newest" })).toBe("/incidents");
  });
});
