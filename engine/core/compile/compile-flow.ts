import { durationMs } from "../duration.ts";
import { contentHash } from "../flow/canonical-hash.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import { flowNeeds, type FlowNeeds } from "../environment/flow-needs.ts";
import { findTemplates } from "../expression/template.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { omitUndefined } from "../omit-undefined.ts";
import { hasErrors, type Problem } from "../problem.ts";
import { validateFlow } from "../validate/validate-flow.ts";
import { chainMachine } from "./chain-machine.ts";
import { cutChains } from "./cut-chains.ts";
import { buildGraph, type FlowGraph, type GraphNode } from "./flow-graph.ts";
import type { BodyPlan, FlowPlan, JoinPlan, NodePlan } from "./flow-plan.ts";
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

/** The plan of a document without errors; what it gives for others means nothing. */
export function planFlow(document: FlowDocument, definitions: NodeDefinitions): FlowPlan {
  const graph = buildGraph(document, definitions);
  const chainOf = cutChains(graph);
  const entries = [...new Set(chainOf.values())];
  return {
    flowId: document.id,
    contentHash: contentHash(document),
    nodes: Object.fromEntries(graph.nodes.map((graphNode) => [graphNode.node.id, nodePlan(graphNode, chainOf)])),
    chains: Object.fromEntries(entries.map((entry) => [entry, chainMachine(entry, graph, chainOf)])),
    joins: joinPlans(graph),
    bodies: bodyPlans(graph, chainOf),
    triggers: graph.nodes.filter(({ definition }) => definition.behavior === "trigger").map(({ node }) => node.id),
    schemas: document.schemas ?? {},
    ...(document.mappings === undefined ? {} : { mappings: document.mappings }),
    savepoints: [...new Set(graph.nodes.flatMap((graphNode) => savepointOf(graphNode) ?? []))],
    ...variablesOf(flowNeeds(document, definitions)),
    ...(document.timeout === undefined ? {} : { timeoutMs: durationMs(document.timeout) }),
  };
}

function variablesOf({ variables, readsAll }: FlowNeeds): Pick<FlowPlan, "variables"> {
  if (readsAll) return { variables: ["*"] };
  return variables.length === 0 ? {} : { variables: variables.map(({ name }) => name) };
}

function nodePlan(graphNode: GraphNode, chainOf: ReadonlyMap<string, string>): NodePlan {
  const { node, definition, undoBy } = graphNode;
  const config = node.config ?? {};
  const deadline = node.deadline ?? (hasOneAttempt(definition) ? node.timeout : undefined);
  const chain = chainOf.get(node.id);
  const effect = definition.effect?.(config);
  const callerAnswer = definition.callerAnswer?.(config);
  return {
    id: node.id,
    kind: node.kind,
    behavior: definition.behavior,
    label: node.name ?? node.id,
    ...omitUndefined({ chain, parent: node.parent }),
    config,
    templates: findTemplates(config, definition.expressionPaths),
    ...omitUndefined({ effect, retry: node.retry, callerAnswer }),
    ...(node.timeout === undefined ? {} : { timeoutMs: durationMs(node.timeout) }),
    ...(node.heartbeat === undefined ? {} : { heartbeatMs: durationMs(node.heartbeat) }),
    ...(deadline === undefined ? {} : { deadlineMs: durationMs(deadline) }),
    undoBy,
    ...undoPlan(graphNode),
  };
}

/** What the node itself does to the undo stack. */
function undoPlan(graphNode: GraphNode): Pick<NodePlan, "savepoint" | "undoOnly" | "pivot"> {
  const { node, definition } = graphNode;
  const savepoint = savepointOf(graphNode);
  const undoOnly = definition.undoneNode?.(node.config ?? {});
  return {
    ...omitUndefined({ savepoint, undoOnly }),
    ...(node.pivot ? { pivot: true } : {}),
  };
}

/** A container or a sub-flow is one long attempt: its timeout is its deadline. */
const hasOneAttempt = ({ behavior }: GraphNode["definition"]): boolean => behavior === "container" || behavior === "child";

const savepointOf = ({ node, definition }: GraphNode): string | undefined => definition.savepoint?.(node.config ?? {});

function joinPlans(graph: FlowGraph): Readonly<Record<string, JoinPlan>> {
  const plans = [...joinReach(graph)].map(([join, reachableFrom]) => {
    const { node, definition } = graph.byId.get(join)!;
    const count = definition.branchesNeeded?.(node.config ?? {});
    const plan: JoinPlan = count === undefined ? { mode: "all", reachableFrom } : { mode: "count", count, reachableFrom };
    return [join, plan] as const;
  });
  return Object.fromEntries(plans);
}

/** A turn of a body begins at the nodes of the body that nothing leads to. */
function bodyPlans(graph: FlowGraph, chainOf: ReadonlyMap<string, string>): Readonly<Record<string, BodyPlan>> {
  const containers = graph.nodes.filter(({ definition }) => definition.behavior === "container");
  const begins =
    (container: string) =>
    ({ node, sources, isUndo }: GraphNode): boolean =>
      node.parent === container && sources.length === 0 && !isUndo;
  return Object.fromEntries(
    containers.map((container) => {
      const { id } = container.node;
      const first = graph.nodes.filter(begins(id));
      return [id, { entries: first.map((entry) => chainOf.get(entry.node.id)!), ...sideBySide(container) }];
    }),
  );
}

/** One undo at a time is what every flow does that says nothing. */
function sideBySide({ node, definition }: GraphNode): Pick<BodyPlan, "undo"> {
  const atMost = definition.undoConcurrency?.(node.config ?? {}) ?? 1;
  return atMost > 1 ? { undo: { of: definition.turns ? "turns" : "steps", atMost } } : {};
}
