import { parseExpression } from "../expression/parse-expression.ts";
import { listExpressions } from "../expression/template.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { makeContext, type NodeEntry } from "../validate/rule.ts";

/** Something of its environment that a flow names, at the first place where it does. */
export interface Need {
  readonly name: string;
  readonly nodeId: string;
  /** JSON pointer into the document. */
  readonly path: string;
}

/** What a flow takes from the environment it runs in. */
export interface FlowNeeds {
  /** Read as `env.NAME`. */
  readonly variables: readonly Need[];
  /** Some expression reads `env` in a way that does not tell which names it takes. */
  readonly readsAll: boolean;
  readonly connections: readonly Need[];
  /** Flows it runs that are not pinned to a version: what is live in the same environment. */
  readonly subFlows: readonly Need[];
}

export function flowNeeds(document: FlowDocument, definitions: NodeDefinitions): FlowNeeds {
  const { nodes } = makeContext(document, definitions);
  const read = nodes.flatMap(variablesOf);
  return {
    variables: firstOfEach(read.filter(({ name }) => name !== "*")),
    readsAll: read.some(({ name }) => name === "*"),
    connections: firstOfEach(nodes.flatMap((entry) => namedIn(entry, "connection"))),
    subFlows: firstOfEach(nodes.flatMap((entry) => (isUnpinned(entry) ? namedIn(entry, "flow") : []))),
  };
}

function variablesOf(entry: NodeEntry): readonly Need[] {
  if (entry.definition === undefined) return [];
  return listExpressions(entry.config, entry.definition).flatMap(({ source, pointer }) => {
    const parsed = parseExpression(source);
    if (!parsed.ok) return [];
    const { environmentNames, roots, mayReadScope } = parsed.expression;
    const names = roots.includes("*") || (mayReadScope && environmentNames.length > 0) ? ["*"] : environmentNames;
    return names.map((name) => ({ name, nodeId: entry.node.id, path: `/nodes/${entry.index}/config${pointer}` }));
  });
}

const isUnpinned = ({ node, config }: NodeEntry): boolean => node.kind === "subFlow" && config["version"] === undefined;

function namedIn({ node, config, index }: NodeEntry, field: string): readonly Need[] {
  const name = config[field];
  return typeof name === "string" ? [{ name, nodeId: node.id, path: `/nodes/${index}/config/${field}` }] : [];
}

const firstOfEach = (needs: readonly Need[]): readonly Need[] =>
  [...new Map(needs.toReversed().map((need) => [need.name, need])).values()].reverse();
