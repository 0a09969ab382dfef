import { describe, expect, it } from "vitest";
import { eventType, eventTypePattern, matchesType } from "./cloud-event.ts";

describe("event types", () => {
  it.each(["order.shipped", "a", "com.example.order-shipped", "Order_1"])("takes %s", (type) => {
    expect(eventType.safeParse(type).success).toBe(true);
    expect(eventTypePattern.safeParse(type).success).toBe(true);
  });

  it.each(["", "order.", ".order", "order shipped", "order..x", "order/*", "=x"])("refuses %j", (type) => {
    expect(eventType.safeParse(type).success).toBe(false);
    expect(eventTypePattern.safeParse(type).success).toBe(false);
  });

  it("knows * at the end of a pattern only, and never in a type", () => {
    expect(["*", "order.*", "order*"].every((pattern) => eventTypePattern.safeParse(pattern).success)).toBe(true);
    expect(["*.order", "order.*.x", "**"].some((pattern) => eventTypePattern.safeParse(pattern).success)).toBe(false);
    expect(eventType.safeParse("order.*").success).toBe(false);
  });

  it("matches a pattern as a beginning, and a type as a whole", () => {
    expect(matchesType("order.*", "order.shipped")).toBe(true);
    expect(matchesType("order.*", "orders.shipped")).toBe(false);
    expect(matchesType("order", "order.shipped")).toBe(false);
    expect(matchesType("order.shipped", "order.shipped")).toBe(true);
    expect(matchesType("*", "anything")).toBe(true);
  });
});
