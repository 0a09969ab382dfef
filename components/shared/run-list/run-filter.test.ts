import { describe, expect, it } from "vitest";
import { countMore, readRunFilter, toApiFilter, withField, writeRunFilter, type RunFilter } from "./run-filter.ts";

const everything: RunFilter = {
  flowId: "orders",
  version: 3,
  status: ["waiting", "failed"],
  text: "A & 1",
  businessKey: "A-*",
  failureCode: "http/*",
  time: "24h",
  took: "over-1m",
  priced: true,
};

describe("the filter of runs", () => {
  it("comes back from the address as it was written", () => {
    expect(readRunFilter(new URLSearchParams(writeRunFilter(everything)))).toEqual(everything);
    const between: RunFilter = { time: { since: "2026-01-01T00:00:00.000Z", until: "2026-02-01T00:00:00.000Z" } };
    expect(readRunFilter(new URLSearchParams(writeRunFilter(between)))).toEqual(between);
    expect(countMore(everything)).toBe(6);
  });

  it("is empty for an empty address and passes over what has no meaning", () => {
    const odd = "?status=asleep&q=%20&version=2&time=never&took=toString&since=yesterday";
    expect(readRunFilter(new URLSearchParams(odd))).toEqual({});
    expect(writeRunFilter({})).toBe("");
    expect(writeRunFilter({ version: 2 })).toBe("");
  });

  it("asks the API the same within a minute", () => {
    const at = Date.parse("2026-03-04T05:06:07Z");
    const asked = toApiFilter(everything, at);
    expect(asked).toMatchObject({ since: "2026-03-03T05:06:00.000Z", leastMs: 60_000, flowId: "orders" });
    expect(asked).not.toHaveProperty("took");
    expect(toApiFilter(everything, at + 40_000)).toEqual(asked);
    expect(toApiFilter({}, at)).toEqual({});
  });

  it("keeps search fields, whatever their values hold, and drops one that is emptied", () => {
    const searchFields = { customer: "A:1, B*", country: "DE" };
    expect(readRunFilter(new URLSearchParams(writeRunFilter({ searchFields })))).toEqual({ searchFields });
    expect(readRunFilter(new URLSearchParams("field=customer&field=:x&field=no name:1"))).toEqual({});
    expect(withField({ searchFields }, "customer", " ")).toEqual({ country: "DE" });
    expect(withField({ searchFields: { country: "DE" } }, "country", undefined)).toBeUndefined();
    expect(withField({}, "country", " DE ")).toEqual({ country: "DE" });
    expect(countMore({ searchFields })).toBe(2);
  });

  it("keeps tags, each once", () => {
    const tags = ["look at, later", "odd"];
    expect(readRunFilter(new URLSearchParams(writeRunFilter({ tags })))).toEqual({ tags });
    expect(readRunFilter(new URLSearchParams("tag=odd&tag=%20&tag=odd"))).toEqual({ tags: ["odd"] });
    expect(countMore({ tags })).toBe(2);
  });
});
