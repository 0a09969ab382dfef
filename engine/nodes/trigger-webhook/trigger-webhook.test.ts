import { describe, expect, it } from "vitest";
import { triggerWebhook } from "./definition.ts";

const accepts = (path: string): boolean => triggerWebhook.config.safeParse({ path }).success;

describe("trigger.webhook", () => {
  it("takes words and slashes as its path", () => {
    expect(["orders", "github/issues", "a-b_c/1"].every(accepts)).toBe(true);
  });

  it.each(["", "/orders", "orders/", "a//b", "../x", "a b", "a?b", "a%2e"])("refuses the path %j", (path) => {
    expect(accepts(path)).toBe(false);
  });

  it("lets the caller wait only for something, and for half a minute at most", () => {
    const fits = (more: object): boolean => triggerWebhook.config.safeParse({ path: "x", ...more }).success;
    expect([{ respond: "result" }, { respond: "node", wait: "PT30S" }, { respond: "result", wait: "PT0.5S" }].every(fits)).toBe(
      true,
    );
    expect([{ wait: "PT5S" }, { respond: "accepted", wait: "PT5S" }, { respond: "node", wait: "PT31S" }].some(fits)).toBe(false);
  });

  it("shows the method and the path", () => {
    expect(triggerWebhook.summarize({ path: "orders" })).toBe("POST /orders");
    expect(triggerWebhook.summarize({ path: "orders", method: "PUT" })).toBe("PUT /orders");
  });
});
