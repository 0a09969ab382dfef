import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flowArbitrary } from "#tests/property/arbitraries/any-flow.ts";
import type { FlowDocument } from "./flow-document.ts";
import { readFlow } from "./read-flow.ts";
import { updateFlowText, writeFlow } from "./write-flow.ts";

const text = `# Orders of the web shop
omnilink: 1
id: orders   # never changes
name: "Orders"

nodes:
  # where it starts
  - { id: start,  kind: trigger.manual }

  - id: price
    name: Price the order # shown on the card
    kind: map
    config:
      expression: |
        {
          "total": 1
        }
  # tells the customer
  - id: tell
    kind: http
    config: { method: POST, url: '/mail', tags: [a, b] }
edges:
  - { from: start, to: price } # first
  - { from: price, to: tell }
`;

function read(source: string): FlowDocument {
  const { document, problems } = readFlow(source);
  if (!document) throw new Error(JSON.stringify(problems));
  return document;
}

type Mutable = ReturnType<typeof structuredClone<FlowDocument>>;

/** Lines that differ, as `-` and `+`. */
function changes(change: (document: Mutable) => void, source = text): string[] {
  const next = structuredClone(read(source));
  change(next);
  const updated = updateFlowText(source, next);
  expect(read(updated)).toEqual(next);
  const before = source.split("\n");
  const after = updated.split("\n");
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`),
  ];
}

describe("updateFlowText", () => {
  it("returns the same bytes for the same document", () => {
    expect(updateFlowText(text, read(text))).toBe(text);
  });

  it.each<[string, (document: Mutable) => void, string[]]>([
    ["a quoted text", (flow) => (flow.name = "Shop"), ['-name: "Orders"', '+name: "Shop"']],
    [
      "a value with a comment behind it",
      (flow) => (flow.nodes[1]!.name = "Price"),
      ["-    name: Price the order # shown on the card", "+    name: Price # shown on the card"],
    ],
    [
      "a value in braces",
      (flow) => (flow.nodes[2]!.config = { method: "PUT", url: "/mail", tags: ["a", "b"] }),
      ["-    config: { method: POST, url: '/mail', tags: [a, b] }", "+    config: { method: PUT, url: '/mail', tags: [a, b] }"],
    ],
    [
      "an item in brackets",
      (flow) => ((flow.nodes[2]!.config!["tags"] as string[])[1] = "c, d"),
      [
        "-    config: { method: POST, url: '/mail', tags: [a, b] }",
        "+    config: { method: POST, url: '/mail', tags: [a, \"c, d\"] }",
      ],
    ],
    [
      "the port of an edge",
      (flow) => (flow.edges[0]!.port = "out"),
      ["-  - { from: start, to: price } # first", "+  - { from: start, to: price, port: out } # first"],
    ],
    [
      "a line of a block text",
      (flow) => (flow.nodes[1]!.config = { expression: '{\n  "total": 2\n}\n' }),
      ['-          "total": 1', '+          "total": 2'],
    ],
    ["a key that is new", (flow) => (flow.nodes[1]!.timeout = "PT5S"), ["+    timeout: PT5S"]],
    [
      "a key in braces that is new",
      (flow) => (flow.nodes[0]!.name = "Start"),
      ["-  - { id: start,  kind: trigger.manual }", "+  - { id: start,  kind: trigger.manual, name: Start }"],
    ],
    ["a key that goes", (flow) => delete flow.nodes[1]!.name, ["-    name: Price the order # shown on the card"]],
    [
      "a key in braces that goes",
      (flow) => delete flow.nodes[2]!.config!["method"],
      ["-    config: { method: POST, url: '/mail', tags: [a, b] }", "+    config: { url: '/mail', tags: [a, b] }"],
    ],
    ["an edge that is new", (flow) => flow.edges.push({ from: "start", to: "tell" }), ["+  - { from: start, to: tell }"]],
    ["an edge that goes", (flow) => flow.edges.shift(), ["-  - { from: start, to: price } # first"]],
    [
      "the only remaining edges",
      (flow) => (flow.edges = []),
      ["-edges:", "-  - { from: start, to: price } # first", "-  - { from: price, to: tell }", "+edges: []"],
    ],
    ["a node that is new", (flow) => flow.nodes.splice(1, 0, { id: "new", kind: "map" }), ["+  - { id: new, kind: map }"]],
    ["a node at the front", (flow) => flow.nodes.unshift({ id: "new", kind: "map" }), ["+  - { id: new, kind: map }"]],
  ])("changes only the line of %s", (_, change, expected) => {
    expect(changes(change)).toEqual(expected);
  });

  it.each<[string, string[], string]>([
    ["added behind", ["a", "b", "c"], "tags: [a, b, c]"],
    ["removed from the front", ["b"], "tags: [b]"],
    ["removed from the end", ["a"], "tags: [a]"],
    ["removed altogether", [], "tags: []"],
  ])("edits a list in brackets: an item is %s", (_, tags, expected) => {
    expect(changes((flow) => (flow.nodes[2]!.config!["tags"] = tags))[1]).toContain(expected);
  });

  it("puts objects into and takes them out of a list in brackets", () => {
    const source = text.replace("tags: [a, b]", "tags: [{ id: a }, { id: b }]");
    const replace = (tags: object[]) => changes((flow) => (flow.nodes[2]!.config!["tags"] = tags as never), source)[1];
    expect(replace([{ id: "z" }, { id: "a" }, { id: "b" }])).toContain("tags: [{ id: z }, { id: a }, { id: b }]");
    expect(replace([{ id: "b" }])).toContain("tags: [{ id: b }]");
    expect(replace([{ id: "b" }, { id: "a" }])).toContain("tags: [");
  });

  it("removes a node with the comment above it", () => {
    const removed = changes((flow) => {
      flow.nodes.pop();
      flow.edges.pop();
    });
    expect(removed).toEqual([
      "-  # tells the customer",
      "-  - id: tell",
      "-    kind: http",
      "-    config: { method: POST, url: '/mail', tags: [a, b] }",
      "-  - { from: price, to: tell }",
    ]);
  });

  it("writes a list anew when its order changed", () => {
    expect(changes((flow) => flow.edges.reverse())).toEqual([
      "-  - { from: start, to: price } # first",
      "+  - { from: start, to: price }",
    ]);
  });

  it("keeps the comments elsewhere when a section is rewritten", () => {
    const next = structuredClone(read(text));
    next.nodes.reverse();
    const updated = updateFlowText(text, next);
    expect(read(updated)).toEqual(next);
    expect(updated).toContain("id: orders   # never changes");
  });

  it("works on a text without a last line break, and on JSON", () => {
    expect(changes((flow) => flow.edges.push({ from: "start", to: "tell" }), text.trimEnd())).toContain(
      "+  - { from: start, to: tell }",
    );
    const json = JSON.stringify(read(text), null, 2);
    const next = { ...read(text), name: "Other" };
    expect(JSON.parse(updateFlowText(json, next))).toEqual(next);
  });

  it("writes anew what cannot be read", () => {
    expect(updateFlowText("a: [", read(text))).toBe(writeFlow(read(text)));
    expect(updateFlowText("", read(text))).toBe(writeFlow(read(text)));
  });

  it("says what it was asked to, whatever was there before", () => {
    fc.assert(
      fc.property(flowArbitrary, flowArbitrary, (before, after) => {
        expect(read(updateFlowText(writeFlow(before), after))).toEqual(after);
        expect(updateFlowText(writeFlow(before), before)).toBe(writeFlow(before));
      }),
    );
  });
});

describe("writeFlow", () => {
  it("gives a text that reads as the same document", () => {
    fc.assert(fc.property(flowArbitrary, (document) => void expect(read(writeFlow(document))).toEqual(document)));
  });

  it("orders keys for reading and writes an edge per line", () => {
    const written = writeFlow({
      edges: [{ to: "b", from: "a" }],
      nodes: [{ kind: "map", id: "a" }],
      name: "N",
      id: "n",
      omnilink: 1,
    });
    expect(written).toBe("omnilink: 1\nid: n\nname: N\nnodes:\n  - id: a\n    kind: map\nedges:\n  - { from: a, to: b }\n");
  });
});
