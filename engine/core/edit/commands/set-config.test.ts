import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { setConfig } from "./set-config.ts";
import { setFlowField } from "./set-flow-field.ts";
import { setNodeField } from "./set-node-field.ts";
import { setSample } from "./set-sample.ts";

const flow = draftOf(`nodes:
  - { id: call, kind: http, config: { url: /a, headers: { a: "1", b: "2", c: "3" } }, retry: { maxAttempts: 3 } }
  - { id: size, kind: branch, config: { cases: [{ port: large, when: "true" }, { port: huge, when: "true" }] } }
  - { id: bare, kind: http }
edges:
  - { from: size, port: large, to: bare }
`);
const nodeOf = (draft: typeof flow, id: string) => draft.document.nodes.find((node) => node.id === id);

describe("setConfig", () => {
  it("makes the objects around a new value", () => {
    const after = make(flow, setConfig(flow, "bare", ["headers", "Accept"], "text/plain"));
    expect(nodeOf(after, "bare")?.config).toEqual({ headers: { Accept: "text/plain" } });
  });

  it("takes an empty config and an empty retry away", () => {
    const added = make(flow, setConfig(flow, "bare", ["url"], "/b"));
    expect(nodeOf(make(added, setConfig(added, "bare", ["url"], undefined)), "bare")).toEqual({ id: "bare", kind: "http" });
    expect(nodeOf(make(flow, setNodeField(flow, "call", ["retry", "maxAttempts"], undefined)), "call")).not.toHaveProperty(
      "retry",
    );
  });

  it("puts a key back where it was when its removal is undone", () => {
    make(flow, setConfig(flow, "call", ["headers", "b"], undefined));
  });

  it("inserts, replaces and takes out items of a list", () => {
    const more = make(flow, setConfig(flow, "size", ["cases", 2], { port: "small", when: "x" }));
    const ports = (draft: typeof flow) =>
      (nodeOf(draft, "size")?.config?.["cases"] as { port: string }[]).map(({ port }) => port);
    expect(ports(more)).toEqual(["large", "huge", "small"]);
    expect(ports(make(more, setConfig(more, "size", ["cases", 0], undefined)))).toEqual(["huge", "small"]);
    expect(ports(make(more, setConfig(more, "size", ["cases", 1, "port"], "giant")))).toEqual(["large", "giant", "small"]);
  });

  it("leads the edges of a renamed output on, with the definitions at hand", () => {
    const after = make(flow, setConfig(flow, "size", ["cases", 0, "port"], "big", kinds));
    expect(edgesOf(after)).toEqual(["size.big>bare"]);
    const next = make(after, setConfig(after, "size", ["otherwise"], "rest", kinds));
    expect(edgesOf(next)).toEqual(["size.big>bare"]);
  });

  it("changes nothing when the value is there already", () => {
    expect(setConfig(flow, "call", ["url"], "/a")).toMatchObject({ ok: true, edit: { operations: [] } });
  });

  it("refuses names that JavaScript would not keep, and nodes that are gone", () => {
    expect(refusalOf(setConfig(flow, "call", ["headers", "__proto__"], "x"))).toContain("cannot be called");
    expect(make(flow, setConfig(flow, "call", ["headers", "constructor"], "x")).document.nodes[0]?.config).toMatchObject({
      headers: { constructor: "x" },
    });
    expect(refusalOf(setConfig(flow, "nobody", ["url"], "x"))).toContain('no node "nobody"');
  });
});

describe("the other fields", () => {
  it("of a node: name, description, retry, times; an empty name is none", () => {
    expect(nodeOf(make(flow, setNodeField(flow, "call", ["name"], "Call")), "call")?.name).toBe("Call");
    expect(nodeOf(make(flow, setNodeField(flow, "call", ["name"], "")), "call")).not.toHaveProperty("name");
    expect(refusalOf(setNodeField(flow, "call", ["kind"], "map"))).toContain("no field");
    expect(refusalOf(setNodeField(flow, "call", ["name"], 7))).toContain("is text");
  });

  it("of the flow: not its id, its nodes or its edges, and not without a name", () => {
    expect(make(flow, setFlowField(flow, ["schemas", "Order"], { type: "object" })).document.schemas).toEqual({
      Order: { type: "object" },
    });
    for (const path of [["id"], ["nodes", 0], []]) expect(refusalOf(setFlowField(flow, path, "x"))).toContain("no field");
    expect(refusalOf(setFlowField(flow, ["name"], "  "))).toBe("A flow needs a name.");
  });

  it("of tries: sample data is pinned and taken off", () => {
    const pinned = make(flow, setSample(flow, "call", { ok: true }));
    expect(pinned.samples).toEqual({ call: { ok: true } });
    expect(pinned.document).toBe(flow.document);
    expect(make(pinned, setSample(pinned, "call", undefined)).samples).toEqual({});
  });
});
