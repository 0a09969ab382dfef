import { describe, expect, it } from "vitest";
import { failureAdvice } from "./failure-advice.ts";

const advice = (code: string, status?: number): string =>
  failureAdvice({ code, message: "", ...(status === undefined ? {} : { details: { status } }) });

describe("failureAdvice", () => {
  it("tells refusals of a receiver apart by their status", () => {
    expect(advice("http/status", 401)).toContain("credentials");
    expect(advice("http/status", 404)).toContain("URL");
    expect(advice("http/status", 503)).toContain("recovered");
    expect(advice("http/status", 409)).toContain("error edge");
    expect(advice("http/status")).toContain("error edge");
  });

  it("has something to say about a code it does not know", () => {
    expect(advice("acme/exploded")).toMatch(/^Look at the input/);
  });
});
