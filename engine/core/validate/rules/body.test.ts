import { describe, expect, it } from "vitest";
import { compileFlow } from "../../compile/compile-flow.ts";
import type { FlowDocument } from "../../flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

const start = { id: "start", kind: "trigger.manual" };
const block = { id: "part", kind: "block" };
const inside = { id: "a", kind: "map", parent: "part", config: { expression: "1" } };
const lead = { from: "start", to: "part" };

function problemsOf(nodes: FlowDocument["nodes"], edges: FlowDocument["edges"] = [lead]): string[] {
  const { problems } = compileFlow({ omnilink: 1, id: "t", name: "T", nodes, edges }, nodeDefinitions);
  return problems.map(({ code, message }) => `${code}: ${message}`);
}

describe("a body", () => {
  it("is fine when its nodes name their container and edges stay inside", () => {
    expect(problemsOf([start, block, inside])).toEqual([]);
  });

  it("belongs to a container that exists", () => {
    expect(problemsOf([start, block, inside, { ...inside, id: "b", parent: "nowhere" }]).join()).toContain(
      "which does not exist",
    );
    expect(problemsOf([start, block, inside, { ...inside, id: "b", parent: "a" }]).join()).toContain("has no body");
  });

  it("is never empty", () => {
    expect(problemsOf([start, block])).toEqual(['flow/body: Node "part" has nothing inside.']);
  });

  it("has no edges across its border", () => {
    const after = { id: "after", kind: "map", config: { expression: "1" } };
    expect(problemsOf([start, block, inside, after], [lead, { from: "a", to: "after" }])).toEqual([
      'flow/body: The edge from "a" to "after" crosses the border of a container.',
    ]);
  });

  it("holds no trigger and not itself", () => {
    expect(problemsOf([start, block, inside, { id: "t2", kind: "trigger.manual", parent: "part" }]).join()).toContain(
      "is a trigger inside",
    );
    const [outer, inner] = [
      { ...block, parent: "inner" },
      { id: "inner", kind: "block", parent: "part" },
    ];
    expect(problemsOf([start, outer, inner]).join()).toContain("is inside of itself");
  });
});
