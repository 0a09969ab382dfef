import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import { mergeFlows } from "./merge-flows.ts";

const base: FlowDocument = {
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", config: { expression: "input.total" } },
    { id: "tell", kind: "http", config: { method: "POST", url: "/mail" } },
  ],
  edges: [
    { from: "start", to: "price" },
    { from: "price", to: "tell" },
  ],
};

type Mutable = ReturnType<typeof structuredClone<FlowDocument>>;
const changed = (change: (document: Mutable) => void) => {
  const document = structuredClone(base);
  change(document);
  return { document, layout: { positions: {} }, samples: {} };
};
const draft = changed(() => {});

function merge(mine: (document: Mutable) => void, theirs: (document: Mutable) => void, take?: "mine" | "theirs") {
  return mergeFlows({ base: draft, mine: changed(mine), theirs: changed(theirs) }, { definitions: nodeDefinitions, take });
}

describe("mergeFlows", () => {
  it("takes what only one side changed, field by field", () => {
    const merged = merge(
      (mine) => {
        mine.nodes[2]!.config!["url"] = "/sms";
        mine.nodes.push({ id: "extra", kind: "map", config: { expression: "1" } });
      },
      (theirs) => {
        theirs.nodes[2]!.config!["method"] = "PUT";
        theirs.name = "Shop orders";
      },
    );
    expect(merged.conflicts).toEqual([]);
    expect(merged.draft.document.name).toBe("Shop orders");
    expect(merged.draft.document.nodes[2]!.config).toEqual({ method: "PUT", url: "/sms" });
    expect(merged.draft.document.nodes.map(({ id }) => id)).toEqual(["start", "price", "tell", "extra"]);
  });

  it("makes the same change once", () => {
    const rename = (document: Mutable): void => void (document.nodes[1]!.name = "Price it");
    expect(merge(rename, rename)).toMatchObject({
      conflicts: [],
      draft: { document: { nodes: [{}, { name: "Price it" }, {}] } },
    });
  });

  it("names the node where both sides say different things, and lets a person choose", () => {
    const mine = (document: Mutable): void => void (document.nodes[1]!.config!["expression"] = "input.net");
    const theirs = (document: Mutable): void => void (document.nodes[1]!.config!["expression"] = "input.gross");
    const expressionOf = (merged: ReturnType<typeof merge>) => merged.draft.document.nodes[1]!.config!["expression"];
    expect(merge(mine, theirs).conflicts).toEqual([
      { nodeId: "price", message: "price · config.expression was changed meanwhile." },
    ]);
    expect(merge(mine, theirs, "mine").conflicts).toEqual([]);
    expect(expressionOf(merge(mine, theirs, "mine"))).toBe("input.net");
    expect(expressionOf(merge(mine, theirs, "theirs"))).toBe("input.gross");
  });

  it("does not delete what the other side works on", () => {
    const without = (document: Mutable): void => {
      document.nodes.pop();
      document.edges.pop();
    };
    const merged = merge(without, (theirs) => void (theirs.nodes[2]!.config!["url"] = "/sms"));
    expect(merged.conflicts).toMatchObject([{ nodeId: "tell" }]);
    expect(merged.draft.document.nodes.map(({ id }) => id)).toContain("tell");
    expect(merged.draft.document.edges).toEqual(base.edges);
  });
});
