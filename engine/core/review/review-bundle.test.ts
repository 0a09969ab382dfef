import { describe, expect, it } from "vitest";
import { bundleHash, factsThatChanged, type ReviewBundle } from "./review-bundle.ts";

const bundle: ReviewBundle = {
  contentHash: "sha256:new",
  base: { version: 3, contentHash: "sha256:old" },
  rule: { quorum: 1, roles: ["admin"] },
  changes: [],
  tests: [{ nodeId: "price", name: "one line" }],
  schedules: [],
  subFlows: [{ nodeId: "ship", flowId: "shipping", isPinned: false, version: 2, contentHash: "sha256:ship2" }],
  connections: [{ name: "erp", nodeIds: ["call"], leadsTo: "https://erp.example.com" }],
  inFlight: [{ version: 3, runs: 12 }],
};

describe("the bundle of a review", () => {
  it("has one hash, however its keys are ordered and however many runs are open", () => {
    const reordered = Object.fromEntries(Object.entries(bundle).toReversed()) as unknown as ReviewBundle;
    expect(bundleHash(reordered)).toBe(bundleHash(bundle));
    expect(bundleHash({ ...bundle, inFlight: [] })).toBe(bundleHash(bundle));
  });

  it("has another hash as soon as anything differs that would go live", () => {
    const others: readonly ReviewBundle[] = [
      { ...bundle, contentHash: "sha256:other" },
      { ...bundle, rule: { ...bundle.rule, quorum: 2 } },
      { ...bundle, tests: [] },
      { ...bundle, limits: { concurrency: 1 } },
      { ...bundle, connections: [{ ...bundle.connections[0]!, leadsTo: "https://evil.example.com" }] },
    ];
    expect(new Set([bundle, ...others].map(bundleHash)).size).toBe(others.length + 1);
  });

  it("says what has changed around the flow since it was looked at", () => {
    expect(factsThatChanged(bundle, bundle)).toEqual([]);
    const now = {
      base: { version: 4, contentHash: "sha256:newer" },
      subFlows: [{ ...bundle.subFlows[0]!, contentHash: "sha256:ship3" }],
      connections: [{ name: "erp", nodeIds: ["call"] }],
    };
    expect(factsThatChanged(bundle, now)).toEqual([
      "Version 4 is live now, which is not what the review compares with.",
      "Sub-flow shipping has another version now.",
      "Connection erp leads elsewhere now.",
    ]);
  });
});
