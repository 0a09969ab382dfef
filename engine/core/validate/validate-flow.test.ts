import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import { problemCodes } from "../problem.ts";
import { flowOf, testDefinitions } from "./rule-fixtures.ts";
import { rules, validateFlow } from "./validate-flow.ts";

describe("validateFlow", () => {
  it("finds nothing wrong with a sound flow", () => {
    const flow = flowOf(
      ["t:trigger", { id: "m", kind: "map", config: { expression: "input" } }, "c:call", "r:call", "e:stop"],
      ["t > m", "m > c", "c > e", "c ~> r"],
    );
    expect(validateFlow(flow, testDefinitions)).toEqual([]);
  });

  it("reports several unrelated problems at once", () => {
    const flow = flowOf([{ id: "m", kind: "map", config: { expression: "1 +" } }, "x:mpa"], ["m > nowhere"]);
    expect(validateFlow(flow, testDefinitions).map(({ code }) => code)).toEqual([
      "flow/unknown-kind",
      "flow/dangling-edge",
      "flow/no-trigger",
      "expression/syntax",
    ]);
  });

  it("has a rule for each code of a flow that reading does not report", () => {
    const read = ["flow/unreadable", "flow/too-large", "flow/yaml-alias", "flow/unsupported-version", "expression/file-missing"];
    const others = [
      ...read,
      "mapping/test-failed",
      "mapping/differs",
      "flow/review-required",
      "flow/disabled-node",
      "export/engine-only",
      "run-file/invalid",
      "expression/unknown-path",
      "expression/wrong-type",
    ];
    const expected = problemCodes.filter((code) => !others.includes(code) && !/^(input|answer|environment)\//.test(code));
    expect(rules.flatMap(({ codes }) => codes).toSorted()).toEqual([...expected].toSorted());
  });

  it("stays quick on the largest flow", () => {
    const nodes = ["t:trigger", ...Array.from({ length: 998 }, (_, index) => `n${index}:map`), "j:join"];
    const edges = Array.from({ length: 998 }, (_, index) => [`t > n${index}`, `n${index} > j`]).flat();
    const validate = () => expect(validateFlow(flowOf(nodes, edges), testDefinitions)).toEqual([]);
    expect(threadMs(validate)).toBeLessThan(6_000);
  });
});
