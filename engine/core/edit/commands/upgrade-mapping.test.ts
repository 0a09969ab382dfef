import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { applyEdit } from "../apply-edit.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { upgradeMapping } from "./upgrade-mapping.ts";

const draft: FlowDraft = {
  document: {
    ...{ omnilink: 1, id: "orders", name: "Orders", edges: [] },
    nodes: [
      {
        id: "price",
        kind: "map",
        config: { expression: `/* "total@1" */ $useMapping('total@1', input) + $useMapping( "total@1" , 1)` },
      },
      { id: "call", kind: "http", config: { url: "/x", body: '=$useMapping("total@1", steps.price)' } },
      { id: "other", kind: "map", config: { expression: '$useMapping("total@2", input)' } },
    ],
  },
  layout: { positions: {} },
  samples: {},
};

describe("upgradeMapping", () => {
  it("changes the version where it is used, and nothing else of the text", () => {
    const result = upgradeMapping(draft, "total@1", "total@3", nodeDefinitions);
    if (!result.ok) throw new Error("It was refused.");
    expect(result.edit.label).toBe("Use total@3 instead of total@1");
    const { nodes } = applyEdit(draft, result.edit).document;
    expect(nodes.map(({ config }) => config?.["expression"] ?? config?.["body"])).toEqual([
      `/* "total@1" */ $useMapping('total@3', input) + $useMapping( "total@3" , 1)`,
      '=$useMapping("total@3", steps.price)',
      '$useMapping("total@2", input)',
    ]);
  });

  it("refuses where nothing uses it", () => {
    expect(upgradeMapping(draft, "name@1", "name@2", nodeDefinitions)).toMatchObject({ ok: false });
  });
});
