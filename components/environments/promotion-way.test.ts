import { describe, expect, it } from "vitest";
import { wayHref, wayOf } from "./promotion-way.ts";

const places = [{ environment: "dev", live: {} }, { environment: "test", live: {} }, { environment: "prod" }];
const read = (query: string) => wayOf(new URLSearchParams(query), places);

describe("the way of a promotion", () => {
  it("stands in the address", () => {
    expect(read("from=dev&to=prod")).toEqual({ from: "dev", to: "prod" });
    expect(wayHref("orders", { from: "dev", to: "prod" })).toBe("/flows/orders/environments?from=dev&to=prod");
  });

  it.each(["", "from=dev", "from=dev&to=dev", "from=prod&to=dev", "from=dev&to=staging", "from=moon&to=prod"])(
    "is none for %j",
    (query) => {
      expect(read(query)).toBeUndefined();
    },
  );
});
