import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowDocument, FlowNode } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

/** Changes to a drawn flow that leave it valid; those that would not are left out. */

const compiles = (flow: FlowDocument): boolean => compileFlow(flow, nodeDefinitions).plan !== undefined;

const fitting = (before: FlowDocument, after: FlowDocument): FlowDocument => (compiles(after) ? after : before);

function changeNode(flow: FlowDocument, index: number, change: Partial<FlowNode>): FlowDocument {
  return fitting(flow, { ...flow, nodes: flow.nodes.map((node, at) => (at === index ? { ...node, ...change } : node)) });
}

/** Some steps become points of no return, and some compensations take back one step alone, wherever a flow may say so. */
export function withMarks(document: FlowDocument, picks: readonly number[]): FlowDocument {
  const undone = document.edges.flatMap(({ from, kind }) => (kind === "compensation" ? [from] : []));
  return document.nodes.reduce((flow, node, index) => {
    const pick = picks[index] ?? 0;
    const only = undone[pick % Math.max(1, undone.length)];
    if (node.kind === "compensate" && only !== undefined && pick % 2 === 1) return changeNode(flow, index, { config: { only } });
    return pick % 5 === 0 ? changeNode(flow, index, { pivot: true }) : flow;
  }, document);
}

/** The next version of a flow: waits and calls that say something else, other deadlines, a way back that was not there, nodes gone and come. */
export function nextVersion(document: FlowDocument, picks: readonly number[]): FlowDocument {
  const nodes = document.nodes.map((node, index) => ({ ...node, ...changeOf(node, picks[index] ?? 0) }));
  const gone = document.nodes.find((_, index) => (picks[index] ?? 0) % 11 === 3)?.id;
  const last = document.nodes.filter(({ parent, kind }) => parent === undefined && kind !== "stop").at(-1)!;
  const more = { id: "more", kind: "compensate", config: { to: document.nodes[1]!.id } } as FlowNode;
  const changed = { ...document, nodes: [...nodes, more], edges: [...document.edges, { from: last.id, to: more.id }] };
  return [gone === undefined ? changed : withoutNode(changed, gone), changed, { ...document, nodes }].find(compiles) ?? document;
}

function changeOf(node: FlowNode, pick: number): Partial<FlowNode> {
  if (pick % 3 === 1) return saidOtherwise(node, pick);
  return pick % 7 === 2 && node.kind !== "join" && node.kind !== "stop" ? { deadline: "PT7M" } : {};
}

function saidOtherwise({ config = {}, kind }: FlowNode, pick: number): Partial<FlowNode> {
  const other = { approval: { title: "Go on now?" }, http: { url: "https://example.com/other" }, wait: { timeout: "PT9M" } }[
    kind as "http"
  ];
  return { config: { ...config, ...other }, ...(pick % 2 === 0 ? {} : { name: "Another name" }) } as Partial<FlowNode>;
}

function withoutNode(flow: FlowDocument, id: string): FlowDocument {
  const edges = flow.edges.filter(({ from, to }) => from !== id && to !== id);
  return { ...flow, nodes: flow.nodes.filter((node) => node.id !== id), edges };
}
