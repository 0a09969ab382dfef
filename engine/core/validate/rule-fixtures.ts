import { z } from "zod";
import { flowDocumentSchema, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import {
  defineNode,
  SINGLE_PORT,
  type NodeBehavior,
  type NodeDefinition,
  type NodeDefinitions,
  type PortSpec,
} from "../node-definition.ts";
import type { Problem } from "../problem.ts";
import { makeContext, type Rule } from "./rule.ts";

/** Small kinds for the tests of rules: one per behavior, so that the tests do not move when a real kind does. */
function kind(name: string, behavior: NodeBehavior, more: Partial<NodeDefinition> = {}): NodeDefinition {
  return defineNode({
    kind: name,
    version: 1,
    title: name,
    purpose: name,
    category: "data",
    icon: "box",
    behavior,
    config: z.strictObject({}),
    expressionPaths: [],
    form: {},
    ports: () => SINGLE_PORT,
    summarize: () => name,
    ...more,
  });
}

const port = (name: string): PortSpec => ({ name, label: name, whenUnconnected: "end" });

const kinds = [
  kind("trigger", "trigger"),
  kind("map", "pure", { config: z.strictObject({ expression: z.string().optional() }), expressionPaths: ["expression"] }),
  kind("call", "effect", {
    config: z.strictObject({
      url: z.string().optional(),
      method: z.enum(["GET", "POST"]).optional(),
      headers: z.record(z.string(), z.strictObject({ value: z.string(), secret: z.boolean().optional() })).optional(),
      steps: z.array(z.union([z.string(), z.strictObject({ when: z.string() })])).optional(),
    }),
  }),
  kind("split", "pure", { ports: () => [port("yes"), port("no")] }),
  kind("pause", "wait"),
  kind("join", "join"),
  kind("stop", "stop", { ports: () => [] }),
  kind("check", "pure", {
    config: z.strictObject({ contract: z.record(z.string(), z.json()) }),
    form: { contract: { label: "Contract", widget: "schema" } },
  }),
];

export const testDefinitions: NodeDefinitions = new Map(kinds.map((definition) => [definition.kind, definition]));

/** `"charge:call"` is a node, `"a > b"` an edge, `"a.yes > b"` one from a port, `"a !> b"` an error, `"a ~> b"` a compensation. */
export function flowOf(
  nodes: readonly (string | FlowNode)[],
  edges: readonly string[],
  more: Partial<FlowDocument> = {},
): FlowDocument {
  return flowDocumentSchema.parse({
    omnilink: 1,
    id: "test",
    name: "Test",
    nodes: nodes.map(nodeOf),
    edges: edges.map(edgeOf),
    ...more,
  });
}

function nodeOf(written: string | FlowNode): FlowNode {
  if (typeof written !== "string") return written;
  const [id, kindName] = written.split(":");
  return { id: id!, kind: kindName! };
}

function edgeOf(written: string): FlowEdge {
  const match = /^(\w+)(?:\.(\w+))? ([!~]?)> (\w+)$/.exec(written)!;
  const [, from, portName, mark, to] = match;
  const edgeKind = mark === "!" ? "error" : "compensation";
  return { from: from!, to: to!, ...(portName ? { port: portName } : {}), ...(mark ? { kind: edgeKind } : {}) };
}

export const check = (rule: Rule, document: FlowDocument): Problem[] => rule.check(makeContext(document, testDefinitions));

/** Problems in one line each: code, path, message and fix. */
export const said = (rule: Rule, document: FlowDocument): string[] =>
  check(rule, document).map(({ code, path, message, fix }) => `${code} ${path}: ${message} ${fix}`);
