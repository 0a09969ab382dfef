import { describe, expect, it } from "vitest";
import { StepFailure, toFailure } from "./failure.ts";

describe("toFailure", () => {
  it("keeps what a node said, and adds where it happened", () => {
    const failure = { code: "http/status", message: "409" };
    expect(toFailure(new StepFailure(failure))).toEqual(failure);
    expect(toFailure(new StepFailure(failure), "ship")).toEqual({ ...failure, nodeId: "ship" });
  });

  it.each([
    [new TypeError("x is not a function"), "x is not a function"],
    ["just text", "just text"],
    [undefined, "undefined"],
  ])("takes anything else that is thrown as a crash of the step: %s", (thrown, message) => {
    expect(toFailure(thrown, "ship")).toEqual({ code: "step/crashed", message, nodeId: "ship" });
    expect(toFailure(thrown)).toEqual({ code: "step/crashed", message });
  });
});
