import { describe, expect, it } from "vitest";
import { readRunFilter, writeRunFilter } from "./run-filter.ts";

describe("the filter of runs", () => {
  it("comes back from the address as it was written", () => {
    const filter = { flowId: "orders", status: ["waiting", "failed"], text: "A & 1" } as const;
    const query = writeRunFilter({ ...filter, status: [...filter.status] });
    expect(readRunFilter(new URLSearchParams(query))).toEqual(filter);
  });

  it("is empty for an empty address and passes over unknown statuses", () => {
    expect(readRunFilter(new URLSearchParams("?status=asleep&q=%20"))).toEqual({});
    expect(writeRunFilter({})).toBe("");
  });
});
