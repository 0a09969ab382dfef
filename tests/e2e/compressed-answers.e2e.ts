import { expect, test } from "./fixtures.ts";

/** A name that no procedure has comes back in the message, so the answer is as long as it. */
const longAnswer = `/api/trpc/${"x".repeat(3_000)}`;

test.describe("answers of the API", () => {
  test("are compressed for whoever takes that", async ({ request, stack }) => {
    const packed = await request.get(new URL(longAnswer, stack.url).href, { headers: { "accept-encoding": "gzip" } });
    expect(packed.status()).toBe(404);
    expect(packed.headers()["content-encoding"]).toBe("gzip");
    const plain = await request.get(new URL(longAnswer, stack.url).href, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers()["content-encoding"]).toBeUndefined();
    expect(await packed.text()).toBe(await plain.text());
  });

  test("are refused to requests that are longer than any page sends", async ({ request, stack }) => {
    const answer = await request.post(new URL("/api/trpc/people.accept", stack.url).href, {
      headers: { "content-type": "application/json", origin: stack.url },
      data: `"${"x".repeat(16 * 1024 * 1024)}"`,
    });
    expect(answer.status()).toBe(413);
  });
});
