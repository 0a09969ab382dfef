import { describe, expect, it } from "vitest";
import type { FlowNode } from "../../flow/flow-document.ts";
import { check, flowOf } from "../rule-fixtures.ts";
import { nodeConfig } from "./node-config.ts";

const problemsOf = (config: FlowNode["config"]) =>
  check(nodeConfig, flowOf([{ id: "c", kind: "call", ...(config ? { config } : {}) }], [])).map(
    ({ code, path, message, fix }) => [code, path, message, fix],
  );

describe("nodeConfig", () => {
  it("accepts a config that fits its kind, and leaves unknown kinds to another rule", () => {
    expect(problemsOf({ url: "/a", method: "GET", headers: { a: { value: "b" } }, steps: ["x", { when: "y" }] })).toEqual([]);
    expect(problemsOf(undefined)).toEqual([]);
    expect(check(nodeConfig, flowOf(["x:unknown"], []))).toEqual([]);
  });

  it.each<[FlowNode["config"], string[]]>([
    [
      { ulr: "/a" },
      [
        "flow/unknown-key",
        "/nodes/0/config/ulr",
        'Node "c" has an unknown key "ulr".',
        'Write "url" instead of "ulr", or remove it.',
      ],
    ],
    [
      { headers: { a: { value: "b", secrt: true } } },
      [
        "flow/unknown-key",
        "/nodes/0/config/headers/a/secrt",
        'Node "c" has an unknown key "secrt".',
        'Write "secret" instead of "secrt", or remove it.',
      ],
    ],
    [
      { steps: [{ when: "a", wen: "b" }] },
      [
        "flow/unknown-key",
        "/nodes/0/config/steps/0/wen",
        'Node "c" has an unknown key "wen".',
        'Write "when" instead of "wen", or remove it.',
      ],
    ],
    [
      { method: "GTE" },
      [
        "flow/invalid-value",
        "/nodes/0/config/method",
        'Node "c": "config.method" is not valid: expected one of "GET"|"POST".',
        'Change "config.method"; it can be "GET", "POST".',
      ],
    ],
    [
      { headers: { a: {} } },
      [
        "flow/invalid-value",
        "/nodes/0/config/headers/a/value",
        'Node "c" has no "config.headers.a.value".',
        'Add "config.headers.a.value"; it takes a value of type string.',
      ],
    ],
  ])("reports %j", (config, expected) => {
    expect(problemsOf(config)).toEqual([expected]);
  });

  it("says which keys are known when none is near", () => {
    expect(problemsOf({ somethingElse: 1 })[0]?.[3]).toBe('Remove "somethingElse". Known keys: url, method, headers, steps.');
  });

  it("reports a value that fits no alternative", () => {
    expect(problemsOf({ steps: [7] })[0]?.slice(0, 2)).toEqual(["flow/invalid-value", "/nodes/0/config/steps/0"]);
  });
});
