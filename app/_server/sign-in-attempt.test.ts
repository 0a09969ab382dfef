import { describe, expect, it, vi } from "vitest";
import { createSignIn } from "./sign-in-attempt.ts";

vi.mock("server-only", () => ({}));

const right = async (email: string, password: string) => (password === "right" ? { userId: `user of ${email}` } : undefined);
const guess = { email: "ana@example.com", password: "wrong", forwardedFor: "203.0.113.1" };
const outcomes = async (tries: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(tries)).map(({ status }) => (status === "fulfilled" ? "checked" : "throttled"));

describe("signing in", () => {
  it("checks ten guesses of those that are sent at once, and refuses the others unseen", async () => {
    const authenticate = vi.fn(right);
    const signIn = createSignIn(authenticate, () => 0);
    const results = await outcomes(Array.from({ length: 100 }, () => signIn(guess)));
    expect(results.filter((result) => result === "checked")).toHaveLength(10);
    expect(authenticate).toHaveBeenCalledTimes(10);
  });

  it("counts by the address its proxy saw, whatever the caller claims before it", async () => {
    const signIn = createSignIn(right, () => 0);
    const tries = Array.from({ length: 60 }, (_, index) =>
      signIn({ email: `person${index}@example.com`, password: "wrong", forwardedFor: `198.51.100.${index}, 203.0.113.1` }),
    );
    expect((await outcomes(tries)).filter((result) => result === "checked")).toHaveLength(50);
  });

  it("lets a person in, and begins to count anew", async () => {
    const signIn = createSignIn(right, () => 0);
    for (let round = 0; round < 3; round++) {
      await outcomes(Array.from({ length: 9 }, () => signIn(guess)));
      expect(await signIn({ ...guess, email: " Ana@Example.com", password: "right" })).toEqual({ id: "user of ana@example.com" });
    }
  });

  it("says how many minutes to wait", async () => {
    const signIn = createSignIn(right, () => 0);
    await outcomes(Array.from({ length: 10 }, () => signIn(guess)));
    await expect(signIn({ ...guess, password: "right" })).rejects.toThrow("throttled:15");
  });
});
