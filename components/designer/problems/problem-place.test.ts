import { expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { Problem } from "#engine/core/problem.ts";
import { placeOf, problemsAtField, problemsOf } from "./problem-place.ts";

const document: FlowDocument = {
  omnilink: 1,
  id: "test",
  name: "Test",
  nodes: [
    { id: "a", kind: "map" },
    { id: "b", kind: "http" },
  ],
  edges: [{ from: "a", to: "b", kind: "error" }],
};
const problem = (path: string, nodeId?: string): Problem => ({
  code: "flow/invalid-value",
  severity: "error",
  message: "x",
  fix: "y",
  path,
  ...(nodeId === undefined ? {} : { nodeId }),
});

it("finds the field of a node, the edge, and what belongs to the flow", () => {
  expect(placeOf(problem("/nodes/1/config/url", "b"), document)).toEqual({ nodeId: "b", field: "config/url" });
  expect(placeOf(problem("/nodes/0", "a"), document)).toEqual({ nodeId: "a", field: "" });
  expect(placeOf(problem("/edges/0/port", "a"), document)).toEqual({ nodeId: "a", edgeId: "a.error>b", field: "port" });
  expect(placeOf(problem("/limits/batch"), document)).toEqual({ field: "limits/batch" });
  expect(placeOf(problem("/nodes"), document)).toEqual({ field: "nodes" });
});

it("keeps problems of a field apart from those of its neighbors", () => {
  const found = [problem("/nodes/1/config/url"), problem("/nodes/1/config/urls"), problem("/nodes/1/config/headers/x")];
  expect(problemsAtField(found, "config/url", true)).toEqual([found[0]]);
  expect(problemsAtField(found, "config/headers", true)).toEqual([found[2]]);
  expect(problemsAtField(found, "config/headers", false)).toEqual([]);
  expect(problemsOf([problem("/nodes/0", "a"), problem("/nodes/1", "b")], "b")).toHaveLength(1);
});
