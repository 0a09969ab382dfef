import { describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { groupEntries, paletteEntries, searchEntries } from "./palette-entries.ts";

const document: FlowDocument = {
  omnilink: 1,
  id: "shop",
  name: "Shop",
  nodes: [
    { id: "charge", kind: "http", config: { connection: "payments", method: "POST", url: "/charges" } },
    { id: "refund", kind: "http", config: { connection: "payments", method: "POST", url: "/refunds" } },
    { id: "any", kind: "http", config: { connection: "=input.system", method: "GET", url: "/" } },
  ],
  edges: [],
};
const entries = paletteEntries(nodeDefinitions, document);
const best = (text: string) => searchEntries(entries, text)[0]?.id;

describe("the palette", () => {
  it("has every kind, in groups, and a call per connection that the flow uses", () => {
    expect(groupEntries(entries).map(({ title }) => title)).toEqual(["Triggers", "Data", "Control", "People", "Outside"]);
    expect(entries.filter(({ connection }) => connection !== undefined).map(({ id }) => id)).toEqual(["http payments"]);
    const offered = [...nodeDefinitions.values()].filter(({ isOffered }) => isOffered !== false);
    expect(entries.length).toBe(offered.length + 1);
  });

  it("finds by name, another word, connection and purpose, and forgives slips", () => {
    expect(best("approval")).toBe("approval");
    expect(best("if")).toBe("branch");
    expect(best("api")).toBe("http");
    expect(best("payments")).toBe("http payments");
    expect(best("webhok")).toBe("trigger.webhook");
    expect(best("transform")).toBe("map");
    expect(best("cron")).toBe("trigger.schedule");
    expect(best("email")).toBe("notify");
    expect(best("rollback")).toBe("compensate");
  });

  it("shows all without a text, and nothing for what nothing is like", () => {
    expect(searchEntries(entries, "  ")).toBe(entries);
    expect(searchEntries(entries, "zzzzqq")).toEqual([]);
  });
});
