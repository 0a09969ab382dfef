import { describe, expect, it, vi } from "vitest";
import { crossSiteRefusal } from "./same-origin.ts";

vi.mock("server-only", () => ({}));

const post = (headers: Record<string, string>) =>
  crossSiteRefusal(
    new Request("http://127.0.0.1:3000/api/trpc/x", { method: "POST", headers: { host: "127.0.0.1:3000", ...headers } }),
  );
const json = { "content-type": "application/json" };

describe("crossSiteRefusal", () => {
  it("lets the site's own JSON requests through, and every read", () => {
    expect(post({ ...json, origin: "http://127.0.0.1:3000" })).toBeUndefined();
    expect(crossSiteRefusal(new Request("http://127.0.0.1:3000/"))).toBeUndefined();
  });

  it("refuses other origins, missing ones and form posts", () => {
    expect(post({ ...json, origin: "http://evil.example" })).toBeDefined();
    expect(post({ ...json, origin: "null" })).toBeDefined();
    expect(post(json)).toBeDefined();
    expect(post({ "content-type": "text/plain", origin: "http://127.0.0.1:3000" })).toBeDefined();
  });
});
