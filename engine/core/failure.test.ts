import { describe, expect, it } from "vitest";
import type * as failures from "./failure.ts";
import { StepFailure, toFailure } from "./failure.ts";

describe("StepFailure", () => {
  it("is one of every copy of its module that a process has", async () => {
    const again = "./failure.ts?again";
    const copy = (await import(/* @vite-ignore */ again)) as typeof failures;
    const thrown = new copy.StepFailure({ code: "http/status", message: "402", retryable: false });
    expect(copy.StepFailure).not.toBe(StepFailure);
    expect(thrown).toBeInstanceOf(StepFailure);
    expect(toFailure(thrown, "charge")).toEqual({ code: "http/status", message: "402", retryable: false, nodeId: "charge" });
  });

  it("is nothing else that is thrown", () => {
    expect(toFailure(new Error("off by one"))).toEqual({ code: "step/crashed", message: "off by one" });
    expect(toFailure("off")).toEqual({ code: "step/crashed", message: "off" });
    expect(null).not.toBeInstanceOf(StepFailure);
  });
});
