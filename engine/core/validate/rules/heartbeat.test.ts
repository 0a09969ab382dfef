import { expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowNode } from "../../flow/flow-document.ts";
import { makeContext } from "../rule.ts";
import { heartbeat } from "./heartbeat.ts";

const call = (more: Partial<FlowNode>): FlowNode => ({
  id: "fetch",
  kind: "http",
  config: { method: "GET", url: "https://example.com" },
  ...more,
});

function messages(node: FlowNode): readonly string[] {
  const document = { omnilink: 1 as const, id: "t", name: "T", nodes: [node], edges: [] };
  return heartbeat.check(makeContext(document, nodeDefinitions)).map(({ path, message }) => `${path} ${message}`);
}

it.each([call({}), call({ heartbeat: "PT29S" }), call({ heartbeat: "PT1M", timeout: "PT2M" })])(
  "is shorter than an attempt of a node that reports progress: %#",
  (node) => expect(messages(node)).toEqual([]),
);

it.each([
  [call({ heartbeat: "PT30S" }), "an attempt ends after 30 seconds in any case"],
  [call({ heartbeat: "PT2M", timeout: "PT90S" }), "an attempt ends after 1 minute 30 seconds in any case"],
  [call({ heartbeat: "PT0S" }), "no time at all"],
  [{ id: "price", kind: "map", config: { expression: "1" }, heartbeat: "PT5S" }, 'kind "map" does not say how far it is'],
  [{ id: "ship", kind: "subFlow", config: { flow: "ship" }, heartbeat: "PT5S" }, 'kind "subFlow" does not say how far it is'],
])("is nothing else: %#", (node, message) => {
  const found = messages(node as FlowNode);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain("/nodes/0/heartbeat Node ");
  expect(found[0]).toContain(message);
});
