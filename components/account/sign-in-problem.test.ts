import { describe, expect, it } from "vitest";
import { signInProblem } from "./sign-in-problem.ts";

describe("signInProblem", () => {
  it("tells a wrong password from a closed account and a silent server", () => {
    expect(signInProblem("CredentialsSignin", 401).title).toBe("Email and password do not match");
    expect(signInProblem("throttled:1", 401).advice).toContain("about 1 minute.");
    expect(signInProblem(undefined, undefined).title).toBe("The server did not answer");
    expect(signInProblem("fetch failed", 401).title).toBe("The server could not check the password");
  });
});
