import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, idsOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { readFlow } from "../../flow/read-flow.ts";
import { writeFlow } from "../../flow/write-flow.ts";
import { emptyDraft } from "../flow-draft.ts";
import { copyNodes } from "./copy-nodes.ts";
import { duplicateNodes } from "./duplicate-nodes.ts";
import { pasteNodes } from "./paste-nodes.ts";
import { setNodeField } from "./set-node-field.ts";

const flow = draftOf(
  `nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, config: { expression: "input" } }
  - { id: use, kind: http, config: { url: '="/x/" & steps.price.id & steps.start.id' } }
  - { id: each, kind: forEach, config: { items: input } }
  - { id: inner, kind: map, config: { expression: "steps.price" }, parent: each }
edges:
  - { from: start, to: price }
  - { from: price, to: use }
`,
  { positions: { price: { x: 100, y: 100 }, use: { x: 400, y: 120 }, inner: { x: 28, y: 84 } } },
);

describe("copy and paste", () => {
  it("gives new ids, which the edges and expressions of the copy follow", () => {
    const after = make(flow, pasteNodes(flow, kinds, copyNodes(flow, ["price", "use"]), { x: 0, y: 500 }));
    expect(idsOf(after).slice(-2)).toEqual(["price2", "use2"]);
    expect(edgesOf(after).slice(-1)).toEqual(["price2>use2"]);
    expect(after.document.nodes.at(-1)?.config).toEqual({ url: '="/x/" & steps.price2.id & steps.start.id' });
    expect(after.layout.positions).toMatchObject({ price2: { x: 0, y: 500 }, use2: { x: 300, y: 520 } });
  });

  it("takes the body of a container along, and a node of a body out of it", () => {
    const copied = make(flow, pasteNodes(flow, kinds, copyNodes(flow, ["each"])));
    expect(copied.document.nodes.at(-1)).toMatchObject({ id: "inner2", parent: "each2" });
    expect(make(flow, pasteNodes(flow, kinds, copyNodes(flow, ["inner"]))).document.nodes.at(-1)).not.toHaveProperty("parent");
    expect(make(flow, duplicateNodes(flow, kinds, ["inner"])).document.nodes.at(-1)).toMatchObject({
      id: "inner2",
      parent: "each",
    });
  });

  it.each([
    ["a whole flow", writeFlow(flow.document), 5],
    ["JSON", JSON.stringify({ nodes: [{ id: "a", kind: "map" }] }), 1],
    ["a list of nodes", "- { id: a, kind: map }\n- { id: b, kind: map }", 2],
    ["one node", "id: a\nkind: map", 1],
  ])("takes %s", (_, text, count) => {
    expect(idsOf(make(emptyDraft("f", "F"), pasteNodes(emptyDraft("f", "F"), kinds, text)))).toHaveLength(count);
  });

  it("takes kinds that are not known as they are", () => {
    const after = make(flow, pasteNodes(flow, kinds, "id: odd\nkind: quantum.leap\nconfig: { spin: up }"));
    expect(after.document.nodes.at(-1)).toEqual({ id: "odd", kind: "quantum.leap", config: { spin: "up" } });
  });

  it("leaves out edges that no hand could draw", () => {
    const text =
      "nodes: [{ id: a, kind: map }, { id: b, kind: map }]\nedges: [{ from: a, to: b }, { from: b, to: a }, { from: a, to: gone }]";
    expect(edgesOf(make(emptyDraft("f", "F"), pasteNodes(emptyDraft("f", "F"), kinds, text)))).toEqual(["a>b"]);
  });

  it.each([
    ["5 MB", "x".repeat(5_000_000), "the limit is"],
    ["HTML", '<div onclick="alert(1)"><b>Hello</b></div>', "holds no nodes"],
    ["nothing", "", "holds no nodes"],
    ["prose", "Dear colleagues, please find attached", "holds no nodes"],
    ["an alias", "nodes:\n  - &a { id: a, kind: map }\n  - *a", "anchors and aliases are refused"],
    ["deep nesting", "[".repeat(5_000), "nested deeper"],
    ["an unknown field", "id: a\nkind: map\nconfgi: {}", "not part of a flow"],
    ["one id twice", "- { id: a, kind: map }\n- { id: a, kind: map }", 'two nodes "a"'],
    ["a node inside itself", "- { id: a, kind: block, parent: b }\n- { id: b, kind: block, parent: a }", "inside of itself"],
    [
      "too many nodes",
      JSON.stringify(Array.from({ length: 1_000 }, (_, index) => ({ id: `n${index}`, kind: "map" }))),
      "the limit is 1000",
    ],
  ])("refuses %s with the reason", (_, text, words) => {
    expect(refusalOf(pasteNodes(flow, kinds, text))).toContain(words);
  });
});

describe("names that are hard on programs", () => {
  it.each([
    "undefined",
    "null",
    "yes",
    "0",
    "1e3",
    "-",
    "?",
    "#",
    "'; drop table flow; --",
    "<script>alert(1)</script>",
    "‮𝒃ackwards",
    "👩‍👩‍👧",
    "\ttab",
    "مرحبا",
    "a\nb",
    "${7*7}",
    "=input",
    "\\=x",
  ])("keep %j as it is, through YAML and a copy", (name) => {
    const named = make(flow, setNodeField(flow, "price", ["name"], name));
    expect(readFlow(writeFlow(named.document)).document).toEqual(named.document);
    const pasted = make(emptyDraft("f", "F"), pasteNodes(emptyDraft("f", "F"), kinds, copyNodes(named, ["price"])));
    expect(pasted.document.nodes[0]?.name).toBe(name);
  });

  it("refuses one that is too long, with its length", () => {
    expect(refusalOf(setNodeField(flow, "price", ["name"], "x".repeat(121)))).toBe(
      "The name has 121 characters; the limit is 120.",
    );
  });
});
