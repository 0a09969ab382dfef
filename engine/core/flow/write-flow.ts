import { Document, isMap, isSeq, parseDocument, type Node } from "yaml";
import type { JsonObject, JsonValue } from "../json.ts";
import type { FlowDocument, FlowEdge, FlowNode } from "./flow-document.ts";
import { jsonEqual } from "./json-equal.ts";
import { YAML_OPTIONS } from "./read-flow.ts";
import { editYaml } from "./yaml-edits.ts";

/** A flow document as new `flow.yaml` text: keys in the order a person reads them, one line per edge, no folded lines. */
export function writeFlow(document: FlowDocument): string {
  const yaml = new Document(ordered(document), YAML_OPTIONS);
  const edges = yaml.get("edges");
  if (isSeq(edges)) for (const edge of edges.items) if (isMap(edge)) edge.flow = true;
  return yaml.toString({ lineWidth: 0 });
}

/**
 * `text` changed so that it says `next`. Only what differs is touched: comments, key order and formatting of the rest stay
 * byte for byte, and a text that says `next` already is returned as it is. Nodes are matched by id, edges by their ends.
 * A text that cannot be read is written anew.
 */
export function updateFlowText(text: string, next: FlowDocument): string {
  const root = readYaml(text);
  if (root === undefined) return writeFlow(next);
  if (jsonEqual(root.toJSON() as JsonValue, next)) return text;
  for (const depth of EDIT_DEPTHS) {
    const edited = editYaml(text, root, next, depth);
    if (jsonEqual(readYaml(edited)?.toJSON() as JsonValue | undefined, next)) return edited;
  }
  return writeFlow(next);
}

/** Fine edits first. Unusual layout can defeat them; then whole top-level sections are replaced. */
const EDIT_DEPTHS = [Number.POSITIVE_INFINITY, 0];

function readYaml(text: string): Node | undefined {
  const yaml = parseDocument(text, { ...YAML_OPTIONS, keepSourceTokens: true });
  return yaml.errors.length === 0 && isMap(yaml.contents) && yaml.contents.items.length > 0 ? yaml.contents : undefined;
}

function ordered({ omnilink, id, name, description, input, schemas, mappings, nodes, edges, ...rest }: FlowDocument): JsonObject {
  return defined({
    omnilink,
    id,
    name,
    description,
    input,
    schemas,
    ...rest,
    nodes: nodes.map(orderedNode),
    edges: edges.map(orderedEdge),
    mappings,
  });
}

const orderedNode = ({ id, kind, name, description, parent, config, ...rest }: FlowNode): JsonObject =>
  defined({ id, kind, name, description, parent, config, ...rest });

const orderedEdge = ({ from, port, to, ...rest }: FlowEdge): JsonObject => defined({ from, port, to, ...rest });

const defined = (members: Record<string, unknown>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
