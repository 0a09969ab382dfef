import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, contentHash } from "./canonical-hash.ts";
import { flowArbitrary } from "#tests/property/arbitraries/any-flow.ts";
import type { FlowDocument } from "./flow-document.ts";
import { sha256 } from "./sha256.ts";

const flow: FlowDocument = {
  omnilink: 1,
  id: "a",
  name: "A",
  nodes: [
    { id: "x", kind: "map" },
    { id: "y", kind: "map" },
  ],
  edges: [
    { from: "x", to: "y" },
    { from: "y", to: "x" },
  ],
};

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, withKeysReversed(member)]),
  );
}

describe("sha256", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
  ])("of %j is the published value", (text, hex) => {
    expect(sha256(text)).toBe(hex);
  });

  it("is that of the platform for every length and every character", () => {
    const platform = (text: string): string => createHash("sha256").update(text).digest("hex");
    for (let length = 0; length < 200; length++) expect(sha256("é".repeat(length))).toBe(platform("é".repeat(length)));
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => sha256(text) === platform(text)));
  });
});

describe("canonicalJson", () => {
  it("sorts keys and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "é\n" }], a: undefined, "": true })).toBe(
      '{"":true,"b":[1,{"c":"é\\n","d":null}]}',
    );
  });
});

describe("contentHash", () => {
  it("does not depend on the order of keys and nodes", () => {
    fc.assert(
      fc.property(flowArbitrary, (document) => {
        const other = withKeysReversed({ ...document, nodes: document.nodes.toReversed() }) as FlowDocument;
        expect(contentHash(other)).toBe(contentHash(document));
      }),
    );
  });

  it("depends on everything else, the order of edges included", () => {
    const hash = contentHash(flow);
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(contentHash({ ...flow, name: "B" })).not.toBe(hash);
    expect(contentHash({ ...flow, edges: flow.edges.toReversed() })).not.toBe(hash);
  });

  it("never changes between releases, because deployed versions are known by it", () => {
    expect(contentHash(flow)).toMatchInlineSnapshot(`"sha256:8a815dc8e3e6ccfb1a0bb83d28c453a7cc4925718b9779871f54851f15969c6d"`);
  });
});
