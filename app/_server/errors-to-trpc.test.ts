import { TRPCError } from "@trpc/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { messageForPerson } from "./errors-to-trpc.ts";

vi.mock("server-only", () => ({}));

const away = new Error("Connection terminated due to connection timeout");
const isAway = (cause: unknown): boolean => cause === away;
const failed = (cause: Error): TRPCError => new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });

beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

describe("what a person reads for a request that failed", () => {
  it("says that the database is away, and where the cause stands", () => {
    const message = messageForPerson(failed(away), isAway);
    expect(message).toMatch(/^OmniLink cannot reach its database at the moment\. .* reference [\da-f]{8}\.$/);
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining(away.message));
  });

  it("keeps any other cause to the log", () => {
    const message = messageForPerson(failed(new Error("secret detail")), isAway);
    expect(message).toMatch(/^OmniLink could not answer this request\./);
    expect(message).not.toContain("secret detail");
  });

  it("passes on a refusal in its own words", () => {
    expect(messageForPerson(new TRPCError({ code: "CONFLICT", message: "Somebody was faster." }), isAway)).toBe(
      "Somebody was faster.",
    );
  });
});
