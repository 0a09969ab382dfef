import { describe, expect, it } from "vitest";
import { createRedactor } from "./redact-secrets.ts";

const SECRET = 'Bearer k/9+"q=zebra';
const { text, json } = createRedactor([SECRET])!;

describe("createRedactor", () => {
  it.each([
    ["as it is", `You sent ${SECRET}.`, "You sent [redacted]."],
    ["several times", `${SECRET}${SECRET}`, "[redacted][redacted]"],
    ["in JSON", `{"sent":${JSON.stringify(SECRET)}}`, '{"sent":"[redacted]"}'],
    ["in JSON with escaped slashes", `{"sent":"Bearer k\\/9+\\"q=zebra"}`, '{"sent":"[redacted]"}'],
    ["in an address", `/login?key=${encodeURIComponent(SECRET)}&a=1`, "/login?key=[redacted]&a=1"],
    ["cut off", "You sent Bearer k/9", "You sent [redacted]"],
    ["cut off with a sign of it", "You sent Bearer k/9…", "You sent [redacted]…"],
    ["not at all", "You sent nothing, Bearer of news.", "You sent nothing, Bearer of news."],
  ])("finds a secret %s", (_how, given, expected) => {
    expect(text(given)).toBe(expected);
  });

  it("looks at every text of a value and at its keys, and leaves a value alone that has none", () => {
    expect(json({ a: [SECRET, 1, null], [SECRET]: { b: true } })).toEqual({
      a: ["[redacted]", 1, null],
      "[redacted]": { b: true },
    });
    const harmless = { a: ["x", { b: 1 }], c: null };
    expect(json(harmless)).toBe(harmless);
  });

  it("leaves what only begins like a secret alone in what a step gives, where nothing is cut off", () => {
    expect(json("You sent Bearer k/9")).toBe("You sent Bearer k/9");
    expect(json(["You sent Bearer k/9"], true)).toEqual(["You sent [redacted]"]);
  });

  it("takes the longest secret first", () => {
    const both = createRedactor(["k-123456", "Bearer k-123456"])!;
    expect(both.text("Bearer k-123456, k-123456")).toBe("[redacted], [redacted]");
  });

  it("has nothing to do without a secret of some length", () => {
    expect(createRedactor([])).toBeUndefined();
    expect(createRedactor(["short"])).toBeUndefined();
  });
});
