import { describe, expect, it } from "vitest";
import type { FlowDocument, FlowEdge, FlowNode } from "../flow/flow-document.ts";
import type { JsonValue } from "../json.ts";
import { staleResults, type ResultBasis, type TriedDraft } from "./staleness.ts";

const map = (id: string, expression = "1", rest: Partial<FlowNode> = {}): FlowNode => ({
  id,
  kind: "map",
  config: { expression },
  ...rest,
});

const draft = (nodes: readonly FlowNode[], edges: readonly string[], samples: Record<string, JsonValue> = {}): TriedDraft => ({
  document: {
    omnilink: 1,
    id: "flow",
    name: "Flow",
    nodes: [...nodes],
    edges: edges.map((text): FlowEdge => {
      const [from = "", to = ""] = text.split(">");
      return { from, to };
    }),
  } satisfies FlowDocument,
  samples,
});

const start: FlowNode = { id: "start", kind: "trigger.manual" };
const chain = ["start>price", "price>tax", "tax>ship"];
const before = draft([start, map("price", "1", { name: "Price" }), map("tax"), map("ship")], chain);

const basis = (of: TriedDraft, turn = 1, since = turn): ResultBasis => ({ draft: of, input: {}, turn, since });
const all = (of: TriedDraft): Record<string, ResultBasis> =>
  Object.fromEntries(of.document.nodes.map(({ id }) => [id, basis(of)]));

const reasons = (now: TriedDraft, results = all(before), input: JsonValue = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(staleResults(results, now, input)).map(([id, { reason }]) => [id, reason]));

describe("results of tries", () => {
  it("hold while nothing changes that they follow from", () => {
    const renamed = map("price", "1", { name: "Cost", description: "All of it", retry: { maxAttempts: 2 } });
    expect(reasons(before)).toEqual({});
    expect(reasons(draft([start, renamed, map("tax"), map("ship")], chain))).toEqual({});
    expect(reasons(draft([start, map("price"), map("tax"), map("ship"), map("after")], [...chain, "ship>after"]))).toEqual({});
  });

  it("are stale from the changed node on", () => {
    const now = draft([start, map("price"), map("tax", "2"), map("ship")], chain);
    expect(reasons(now)).toEqual({
      tax: '"tax" changed after this result (expression)',
      ship: '"tax" changed after this result (expression)',
    });
  });

  it("are stale behind a node that was inserted or removed", () => {
    const inserted = draft(
      [start, map("price"), map("check"), map("tax"), map("ship")],
      ["start>price", "price>check", "check>tax", "tax>ship"],
    );
    expect(reasons(inserted)).toMatchObject({
      tax: '"check" was inserted before "tax"',
      ship: '"check" was inserted before "tax"',
    });
    const removed = draft([start, map("price"), map("ship")], ["start>price", "price>ship"]);
    expect(reasons(removed)).toEqual({ ship: '"tax" was removed from before "ship"' });
  });

  it("are stale when what leads to them is connected differently", () => {
    const now = draft([start, map("price"), map("tax"), map("ship")], ["start>price", "price>tax", "price>ship"]);
    expect(reasons(now)).toEqual({ ship: 'What leads to "ship" was connected differently after this result' });
  });

  it("are stale when a pin before them is set, edited or taken away", () => {
    const nodes = before.document.nodes;
    const pinned = (value: JsonValue): TriedDraft => draft(nodes, chain, { price: value });
    expect(reasons(pinned(1))["tax"]).toBe('"Price" was pinned after this result');
    expect(reasons(pinned(2), all(pinned(1)))["tax"]).toBe('"Price" was pinned to another sample after this result');
    expect(reasons(before, all(pinned(1)))["tax"]).toBe('"Price" was unpinned after this result');
  });

  it("hold behind a pin, whatever changes before it", () => {
    const pinned = (expression: string): TriedDraft =>
      draft([start, map("price", expression), map("tax"), map("ship")], chain, { tax: 5 });
    expect(reasons(pinned("2"), all(pinned("1")))).toEqual({ price: '"price" changed after this result (expression)' });
  });

  it("are stale with another input, but for pinned ones", () => {
    const pinned = draft(before.document.nodes, chain, { tax: 5 });
    expect(Object.keys(reasons(pinned, all(pinned), { other: true }))).toEqual(["start", "price", "ship"]);
  });

  it("are stale when a node before them has given something else since", () => {
    const results = { ...all(before), price: basis(before, 4, 4) };
    expect(reasons(before, results)).toEqual({
      tax: '"Price" gave something else after this result',
      ship: '"Price" gave something else after this result',
    });
    expect(reasons(before, { ...all(before), price: basis(before, 4, 1) })).toEqual({});
  });

  it("of a container follow from its body, and those of a body from what is before the container", () => {
    const nodes = (first: string, inner: string): TriedDraft =>
      draft(
        [
          start,
          map("first", first),
          { id: "each", kind: "forEach" },
          map("a", "1", { parent: "each" }),
          map("b", inner, { parent: "each" }),
          map("last"),
        ],
        ["start>first", "first>each", "a>b", "each>last"],
      );
    const was = all(nodes("1", "1"));
    expect(Object.keys(reasons(nodes("1", "2"), was))).toEqual(["each", "b", "last"]);
    expect(Object.keys(reasons(nodes("2", "1"), was))).toEqual(["first", "each", "a", "b", "last"]);
  });

  it("of nodes that are gone are not spoken of", () => {
    expect(reasons(draft([start], []))).toEqual({});
  });
});
