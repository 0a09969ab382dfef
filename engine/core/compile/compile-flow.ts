import { durationMs } from "../duration.ts";
import { contentHash } from "../flow/canonical-hash.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import { findTemplates } from "../expression/template.ts";
import type { JsonObject } from "../json.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { hasErrors, type Problem } from "../problem.ts";
import { validateFlow } from "../validate/validate-flow.ts";
import { chainMachine } from "./chain-machine.ts";
import { cutChains } from "./cut-chains.ts";
import { buildGraph, type FlowGraph, type GraphNode } from "./flow-graph.ts";
import type { FlowPlan, JoinPlan, NodePlan } from "./flow-plan.ts";
import { joinReach } from "./join-reach.ts";

export interface CompileResult {
  /** Absent when the document has errors. */
  readonly plan?: FlowPlan;
  readonly problems: readonly Problem[];
}

/** Document → plan. A document with errors is not compiled; one with warnings is. */
export function compileFlow(document: FlowDocument, definitions: NodeDefinitions): CompileResult {
  const problems = validateFlow(document, definitions);
  return hasErrors(problems) ? { problems } : { plan: planFlow(document, definitions), problems };
}

function planFlow(document: FlowDocument, definitions: NodeDefinitions): FlowPlan {
  const graph = buildGraph(document, definitions);
  const chainOf = cutChains(graph);
  const entries = [...new Set(chainOf.values())];
  return {
    flowId: document.id,
    contentHash: contentHash(document),
    nodes: Object.fromEntries(graph.nodes.map((graphNode) => [graphNode.node.id, nodePlan(graphNode, chainOf)])),
    chains: Object.fromEntries(entries.map((entry) => [entry, chainMachine(entry, graph, chainOf)])),
    joins: joinPlans(graph),
    triggers: graph.nodes.filter(({ definition }) => definition.behavior === "trigger").map(({ node }) => node.id),
    schemas: (document.schemas ?? {}) as Readonly<Record<string, JsonObject>>,
  };
}

function nodePlan({ node, definition, undoBy }: GraphNode, chainOf: ReadonlyMap<string, string>): NodePlan {
  const config = (node.config ?? {}) as JsonObject;
  const chain = chainOf.get(node.id);
  const effect = definition.effect?.(config);
  return {
    id: node.id,
    kind: node.kind,
    behavior: definition.behavior,
    label: node.name ?? node.id,
    ...(chain === undefined ? {} : { chain }),
    config,
    templates: findTemplates(config, definition.expressionPaths),
    ...(effect === undefined ? {} : { effect }),
    ...(node.retry === undefined ? {} : { retry: node.retry }),
    ...(node.timeout === undefined ? {} : { timeoutMs: durationMs(node.timeout) }),
    undoBy,
  };
}

function joinPlans(graph: FlowGraph): Readonly<Record<string, JoinPlan>> {
  const plans = [...joinReach(graph)].map(([join, reachableFrom]) => [join, { mode: "all", reachableFrom }] as const);
  return Object.fromEntries(plans);
}
