import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { FlowDocument } from "../../flow/flow-document.ts";
import type { NodeDefinition } from "../../node-definition.ts";
import { makeContext } from "../rule.ts";
import { flowOf, testDefinitions } from "../rule-fixtures.ts";
import { callerAnswer } from "./caller-answer.ts";

const definitions = new Map<string, NodeDefinition>([
  ...testDefinitions,
  [
    "hook",
    {
      ...testDefinitions.get("trigger")!,
      config: z.strictObject({ respond: z.string().optional() }),
      callerAnswer: (config) => ((config as { respond?: string }).respond === "node" ? "awaited" : undefined),
    },
  ],
  ["reply", { ...testDefinitions.get("call")!, callerAnswer: () => "given" }],
]);

const check = (document: FlowDocument) => callerAnswer.check(makeContext(document, definitions));
const said = (document: FlowDocument) =>
  check(document).map(({ code, path, message, fix }) => `${code} ${path}: ${message} ${fix}`);

const hook = { id: "h", kind: "hook", config: { respond: "node" } };

describe("callerAnswer", () => {
  it("accepts a caller whose answer can be reached, on any kind of way", () => {
    expect(said(flowOf([hook, "a:call", "r:reply"], ["h > a", "a !> r"]))).toEqual([]);
  });

  it("reports a caller who would wait in vain, though another's answer is there", () => {
    expect(said(flowOf([hook, "a:map", { ...hook, id: "k" }, "r:reply"], ["h > a", "k > r"]))).toEqual([
      'flow/missing-respond /nodes/0/config/respond: Node "h" lets its caller wait for a respond node, but none can be reached ' +
        "from it. Lead the flow to a respond node, or let respond be accepted or result.",
    ]);
  });

  it("warns of an answer that nobody waits for", () => {
    const flow = flowOf(["t:trigger", "h:hook", "r:reply"], ["t > r", "h > r"]);
    expect(check(flow)).toMatchObject([{ code: "flow/idle-respond", severity: "warning", nodeId: "r" }]);
  });

  it("says nothing of a config that does not fit, where another rule speaks", () => {
    expect(check(flowOf([{ ...hook, config: { respond: "node", more: 1 } }], []))).toEqual([]);
  });
});
