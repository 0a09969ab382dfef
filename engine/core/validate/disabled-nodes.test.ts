import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { draftOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { disableNodes } from "../edit/commands/disable-nodes.ts";
import { removeNodes } from "../edit/commands/remove-nodes.ts";
import { renameNode } from "../edit/commands/rename-node.ts";
import { checkDraft } from "./check-draft.ts";

const draft = draftOf(`nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, name: Price, config: { expression: "1" } }
  - { id: end, kind: map, config: { expression: "steps.price" } }
edges: [{ from: start, to: price }, { from: price, to: end }]
`);
const disabled = make(draft, disableNodes(draft, ["start", "price"], true));

describe("a disabled node", () => {
  it("is said beside the flow, keeps it from being published, and is enabled by the button of its problem", () => {
    expect(disabled.document).toEqual(draft.document);
    expect(disabled.layout.disabled).toEqual(["price"]);
    const [problem] = checkDraft(disabled, nodeDefinitions);
    expect(problem).toMatchObject({ code: "flow/disabled-node", severity: "error", nodeId: "price", path: "/nodes/1" });
    expect(problem?.fixes.map(({ label }) => label)).toEqual(["Enable it"]);
    expect(make(disabled, disableNodes(disabled, ["price"], false)).layout).toEqual(draft.layout);
    expect(checkDraft(draft, nodeDefinitions)).toEqual([]);
  });

  it("keeps its mark under a new id, and takes it along when it goes", () => {
    expect(make(disabled, renameNode(disabled, nodeDefinitions, "price", "cost")).layout.disabled).toEqual(["cost"]);
    expect(make(disabled, removeNodes(disabled, nodeDefinitions, ["price"])).layout.disabled ?? []).toEqual([]);
  });

  it("is never what starts the flow", () => {
    expect(refusalOf(disableNodes(draft, ["start"], true))).toContain("cannot be disabled");
  });
});
