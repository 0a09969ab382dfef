import { describe, expect, it, vi } from "vitest";
import { asBody, limitBody } from "./limited-body.ts";

vi.mock("server-only", () => ({}));

/** Sent in pieces, with no length said beforehand. */
function inPieces(pieces: readonly string[]): Request {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const headers = { "content-type": "application/json" };
  return new Request("http://127.0.0.1/api/trpc/x", { method: "POST", headers, ...asBody(stream) });
}

describe("limitBody", () => {
  it("hands on a body within the limit, with its headers", async () => {
    const request = limitBody(inPieces(['{"a"', ":1}"]), 7);
    expect(request?.headers.get("content-type")).toBe("application/json");
    expect(await request?.json()).toEqual({ a: 1 });
  });

  it("refuses a body that says it is longer", () => {
    const request = new Request("http://127.0.0.1/", { method: "POST", headers: { "content-length": "8" }, body: "12345678" });
    expect(limitBody(request, 7)).toBeUndefined();
  });

  it("stops reading a body that turns out to be longer", async () => {
    await expect(limitBody(inPieces(["1234", "5678"]), 7)?.text()).rejects.toThrow("longer than 7 bytes");
  });

  it("leaves a request without a body as it is", () => {
    const request = new Request("http://127.0.0.1/");
    expect(limitBody(request)).toBe(request);
  });
});
