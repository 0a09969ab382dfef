import { describe, expect, it } from "vitest";
import { flowOf, said } from "../rule-fixtures.ts";
import { duplicateNode } from "./duplicate-node.ts";

describe("duplicateNode", () => {
  it("accepts ids that differ", () => {
    expect(said(duplicateNode, flowOf(["a:trigger", "b:map"], []))).toEqual([]);
  });

  it("reports each later node with the id of an earlier one", () => {
    expect(said(duplicateNode, flowOf(["a:trigger", "b:map", "b:call"], []))).toEqual([
      'flow/duplicate-node /nodes/2/id: Node "b" has the same id as node 2 of the list. Give one of them another id than "b".',
    ]);
  });
});
