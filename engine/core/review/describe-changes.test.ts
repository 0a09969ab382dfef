import { describe, expect, it } from "vitest";
import type { FlowDocument } from "../flow/flow-document.ts";
import { describeChanges } from "./describe-changes.ts";

const before: FlowDocument = {
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", name: "Price it", config: { expression: "input" } },
    { id: "ship", kind: "http", name: "Ship it" },
  ],
  edges: [
    { from: "start", to: "price" },
    { from: "price", to: "ship" },
  ],
};
const after: FlowDocument = {
  ...before,
  timeout: "PT1H",
  nodes: [
    before.nodes[0]!,
    { ...before.nodes[1]!, config: { expression: "input.total" } },
    { id: "tell", kind: "notify", name: "Tell them" },
  ],
  edges: [before.edges[0]!, { from: "price", to: "tell", kind: "error" }],
};

describe("changes in words", () => {
  it("say what is new, gone and different, and where the flow goes now", () => {
    expect(describeChanges({ document: before }, { document: after }).map(({ text }) => text)).toEqual([
      'Setting timeout is new: "PT1H".',
      '“Price it”: config.expression was "input" and is now "input.total".',
      "“Tell them” (notify) is new.",
      "“Ship it” (http) is gone.",
      "“Price it” now leads, when it fails, to “Tell them”.",
      "“Price it” no longer leads to “Ship it”.",
    ]);
  });

  it("are none where nothing differs, and count the nodes of a first version", () => {
    expect(describeChanges({ document: before }, { document: before })).toEqual([]);
    expect(describeChanges(undefined, { document: after })).toEqual([
      { key: "flow", text: "This is the first version. It has 3 nodes." },
    ]);
  });

  it("have a name each, by which people talk about them", () => {
    expect(describeChanges({ document: before }, { document: after }).map(({ key }) => key)).toEqual([
      "setting timeout",
      "node price config.expression",
      "node tell",
      "gone ship",
      "edge added price.>tell error",
      "edge removed price.>ship flow",
    ]);
  });
});
