import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, idsOf } from "#tests/support/edit-draft.ts";
import type { JsonValue } from "../json.ts";
import { applyEdit } from "./apply-edit.ts";
import type { CommandResult } from "./command-result.ts";
import { addNode } from "./commands/add-node.ts";
import { connect } from "./commands/connect.ts";
import { moveNodes } from "./commands/move-nodes.ts";
import { pinPositions } from "./commands/pin-positions.ts";
import { removeNodes } from "./commands/remove-nodes.ts";
import { renameNode } from "./commands/rename-node.ts";
import { setConfig } from "./commands/set-config.ts";
import { setNodeField } from "./commands/set-node-field.ts";
import { setSample } from "./commands/set-sample.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Edit } from "./operation.ts";
import { rebaseEdit } from "./rebase-edit.ts";

const flow = draftOf(
  `nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, config: { expression: "1" } }
  - { id: size, kind: branch, config: { cases: [{ port: large, when: "a" }, { port: huge, when: "b" }] } }
  - { id: call, kind: http, config: { url: /a } }
  - { id: box, kind: block }
edges:
  - { from: start, to: price }
  - { from: price, to: size }
`,
  { positions: { price: { x: 0, y: 0 } } },
);

type Command = (draft: FlowDraft) => CommandResult;
const editOf = (draft: FlowDraft, command: Command): Edit => {
  const result = command(draft);
  if (!result.ok) throw new Error(result.reason);
  return result.edit;
};

/** Two people start from the same draft; the first one's edit is in, the second one's comes after. */
function meet(first: Command, second: Command, options = {}) {
  const [theirs, mine] = [editOf(flow, first), editOf(flow, second)];
  const draft = applyEdit(flow, theirs);
  const rebased = rebaseEdit(mine, [theirs], draft, options);
  return { ...rebased, after: applyEdit(draft, rebased.edit), words: rebased.conflicts.map(({ message }) => message) };
}
const configOf = (draft: FlowDraft, id: string): JsonValue | undefined =>
  draft.document.nodes.find((node) => node.id === id)?.config as JsonValue;

describe("rebaseEdit", () => {
  it("keeps both where two people change different fields of one node", () => {
    const { after, words } = meet(
      (draft) => setConfig(draft, "call", ["url"], "/b"),
      (draft) => setConfig(draft, "call", ["method"], "POST"),
    );
    expect([words, configOf(after, "call")]).toEqual([[], { url: "/b", method: "POST" }]);
  });

  it("keeps both where two people make the same object with different members", () => {
    const { after, words } = meet(
      (draft) => setConfig(draft, "call", ["headers", "a"], "1"),
      (draft) => setConfig(draft, "call", ["headers", "b"], "2"),
    );
    expect([words, configOf(after, "call")]).toEqual([[], { url: "/a", headers: { a: "1", b: "2" } }]);
  });

  it("does nothing twice when two people do the same", () => {
    const same: Command = (draft) => setConfig(draft, "call", ["url"], "/b");
    expect(meet(same, same)).toMatchObject({ edit: { operations: [] }, conflicts: [] });
    const removal: Command = (draft) => removeNodes(draft, kinds, ["price"]);
    expect(meet(removal, removal)).toMatchObject({ edit: { operations: [] }, conflicts: [] });
  });

  it("leaves the other's value and says so where both change one field", () => {
    const { after, conflicts, words } = meet(
      (draft) => setConfig(draft, "call", ["url"], "/theirs"),
      (draft) => setConfig(draft, "call", ["url"], "/mine"),
    );
    expect(configOf(after, "call")).toEqual({ url: "/theirs" });
    expect(words).toEqual(["call · config.url was changed meanwhile."]);
    expect(conflicts[0]).toMatchObject({ operation: { before: "/a", after: "/mine" }, found: "/theirs" });
  });

  it("gives a new node another id when somebody took it, and its edges follow", () => {
    const add: Command = (draft) => addNode(draft, kinds, { kind: "http", from: { nodeId: "price" } });
    const { after, names } = meet(add, add);
    expect(idsOf(after).slice(-2)).toEqual(["http", "http2"]);
    expect(edgesOf(after)).toEqual(["start>price", "price>size", "price>http", "price>http2"]);
    expect(names).toEqual(new Map([["http", "http2"]]));
  });

  it("does not let the second of two splices into one edge eat the first", () => {
    const edge = { from: "price", to: "size" };
    const { after, words } = meet(
      (draft) => addNode(draft, kinds, { kind: "wait", onEdge: edge }),
      (draft) => addNode(draft, kinds, { kind: "map", onEdge: edge }),
    );
    expect(idsOf(after)).toEqual(expect.arrayContaining(["wait", "map"]));
    expect(edgesOf(after)).toEqual(expect.arrayContaining(["price>wait", "wait>size", "map>size"]));
    expect(words).toEqual(["The edge from price to Wait (wait) was changed meanwhile."]);
  });

  it("follows an item of a list that moved", () => {
    const { after, words } = meet(
      (draft) =>
        setConfig(
          draft,
          "size",
          ["cases"],
          [{ port: "first", when: "x" }, ...(configOf(draft, "size") as { cases: JsonValue[] }).cases],
        ),
      (draft) => setConfig(draft, "size", ["cases", 1, "when"], "mine"),
    );
    expect(words).toHaveLength(1);
    expect(after.document).toBeDefined();
    const inserted: Edit = {
      label: "",
      operations: [{ op: "setNode", nodeId: "size", path: ["config", "cases", 0], after: { port: "first", when: "x" } }],
    };
    const mine = editOf(flow, (draft) => setConfig(draft, "size", ["cases", 1, "when"], "mine"));
    const draft = applyEdit(flow, inserted);
    const rebased = rebaseEdit(mine, [inserted], draft);
    expect(configOf(applyEdit(draft, rebased.edit), "size")).toEqual({
      cases: [
        { port: "first", when: "x" },
        { port: "large", when: "a" },
        { port: "huge", when: "mine" },
      ],
    });
  });

  it("holds a deletion back as a whole when somebody has changed the node", () => {
    const { after, edit, words } = meet(
      (draft) => setConfig(draft, "price", ["expression"], "2"),
      (draft) => removeNodes(draft, kinds, ["price"]),
    );
    expect(edit.operations).toEqual([]);
    expect(edgesOf(after)).toEqual(["start>price", "price>size"]);
    expect(words).toEqual(["price was changed meanwhile."]);
  });

  it("holds a deletion back when somebody has connected or filled the node", () => {
    const filled = meet(
      (draft) => addNode(draft, kinds, { kind: "map", parent: "box" }),
      (draft) => removeNodes(draft, kinds, ["box"]),
    );
    expect(filled.words).toEqual(["box was connected or filled meanwhile."]);
    expect(idsOf(filled.after)).toContain("map");
  });

  it("says so when what was changed is gone, and forgets where it stood", () => {
    const removal: Command = (draft) => removeNodes(draft, kinds, ["call"]);
    expect(meet(removal, (draft) => setConfig(draft, "call", ["url"], "/b")).words).toHaveLength(1);
    expect(
      meet(
        (draft) => removeNodes(draft, kinds, ["price"]),
        (draft) => moveNodes(draft, { price: { x: 5, y: 5 } }),
      ),
    ).toMatchObject({
      ...{ edit: { operations: [] }, conflicts: [] },
    });
  });

  it("refuses two edges that together lead in a circle", () => {
    const { after, words } = meet(
      (draft) => connect(draft, kinds, { from: "size", port: "large", to: "call" }),
      (draft) => connect(draft, kinds, { from: "call", to: "price" }),
    );
    expect(edgesOf(after)).not.toContain("call>price");
    expect(words).toEqual(["The edge from call to price would lead in a circle."]);
  });

  it("follows a node that was renamed, and holds a second renaming back", () => {
    const rename: Command = (draft) => renameNode(draft, kinds, "call", "charge");
    expect(configOf(meet(rename, (draft) => setConfig(draft, "call", ["url"], "/b")).after, "charge")).toEqual({ url: "/b" });
    expect(edgesOf(meet(rename, (draft) => connect(draft, kinds, { from: "size", port: "large", to: "call" })).after)).toContain(
      "size.large>charge",
    );
    const twice = meet(rename, (draft) => renameNode(draft, kinds, "call", "pay"));
    expect([idsOf(twice.after), twice.conflicts]).toMatchObject([expect.arrayContaining(["charge"]), [{}]]);
  });

  it("lets the last one win where a box stands, but not when undoing", () => {
    const [theirs, mine]: Command[] = [
      (draft) => moveNodes(draft, { price: { x: 1, y: 1 } }),
      (draft) => moveNodes(draft, { price: { x: 9, y: 9 } }),
    ];
    expect(meet(theirs!, mine!).after.layout.positions["price"]).toEqual({ x: 9, y: 9 });
    expect(meet(theirs!, mine!, { keepsTheirs: true }).after.layout.positions["price"]).toEqual({ x: 1, y: 1 });
  });

  it("merges lists of nodes as sets, and sample data not at all", () => {
    const pins = meet(
      (draft) => pinPositions(draft, ["price"], true),
      (draft) => pinPositions(draft, ["call"], true),
    );
    expect(pins.after.layout.pinned).toEqual(["price", "call"]);
    const samples = meet(
      (draft) => setSample(draft, "price", { a: 1 }),
      (draft) => setSample(draft, "price", { b: 2 }),
    );
    expect([samples.after.samples, samples.conflicts]).toMatchObject([{ price: { a: 1 } }, [{}]]);
  });

  it("moves a new node out of a container that was deleted", () => {
    const { after } = meet(
      (draft) => removeNodes(draft, kinds, ["box"]),
      (draft) => addNode(draft, kinds, { kind: "map", parent: "box" }),
    );
    expect(after.document.nodes.at(-1)).toEqual({ id: "map", kind: "map", name: expect.any(String) });
  });

  it("keeps a name given while somebody configures", () => {
    const { after } = meet(
      (draft) => setNodeField(draft, "call", ["name"], "Charge"),
      (draft) => setConfig(draft, "call", ["url"], "/b"),
    );
    expect(after.document.nodes[3]).toMatchObject({ name: "Charge", config: { url: "/b" } });
  });
});
