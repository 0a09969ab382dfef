import { edgeKind, type FlowDocument, type FlowNode } from "../flow/flow-document.ts";
import type { NodeDefinitions } from "../node-definition.ts";

/** A flow as a Mermaid flowchart. The same document gives the same bytes. */
export function mermaidOf(document: FlowDocument, definitions: NodeDefinitions): string {
  const top = document.nodes.filter(({ parent }) => parent === undefined);
  const nodes = top.flatMap((node) => nodeLines(node, document, definitions, "  "));
  const edges = document.edges.map((edge) => {
    const kind = edgeKind(edge);
    const label = kind === "error" ? "on error" : kind === "compensation" ? "undo" : edge.port;
    const arrow = kind === "compensation" ? "-.->" : "-->";
    return `  ${id(edge.from)} ${arrow}${label === undefined ? "" : `|${quoted(label)}|`} ${id(edge.to)}`;
  });
  return `${["flowchart LR", ...nodes, ...edges].join("\n")}\n`;
}

const SHAPES = {
  trigger: ["([", "])"],
  data: ["[", "]"],
  control: ["{{", "}}"],
  people: ["(", ")"],
  outside: ["[/", "/]"],
} as const;

function nodeLines(node: FlowNode, document: FlowDocument, definitions: NodeDefinitions, indent: string): readonly string[] {
  const inner = document.nodes.filter(({ parent }) => parent === node.id);
  const label = quoted(node.name ?? node.id);
  if (inner.length > 0) {
    const lines = inner.flatMap((each) => nodeLines(each, document, definitions, `${indent}  `));
    return [`${indent}subgraph ${id(node.id)}[${label}]`, ...lines, `${indent}end`];
  }
  const [open, close] = SHAPES[definitions.get(node.kind)?.category ?? "data"];
  return [`${indent}${id(node.id)}${open}${label}${close}`];
}

/** Some plain words, such as `end`, mean something to Mermaid. */
const id = (nodeId: string): string => `n_${nodeId}`;

const quoted = (text: string): string =>
  `"${text.replaceAll(/[^\p{L}\p{N} .,:;!?()+=/_-]/gu, (symbol) => `#${symbol.codePointAt(0)!};`)}"`;
