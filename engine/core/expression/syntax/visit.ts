import type { NodeKind, Pair, SyntaxNode } from "./syntax-node.ts";

type ChildrenOf = {
  readonly [Kind in NodeKind]: (node: Extract<SyntaxNode, { kind: Kind }>) => readonly (SyntaxNode | undefined)[];
};

const none = (): readonly SyntaxNode[] => [];
const ofPairs = (pairs: readonly Pair[]): readonly SyntaxNode[] => pairs.flatMap(({ key, value }) => [key, value]);

const CHILDREN: ChildrenOf = {
  name: none,
  string: none,
  number: none,
  constant: none,
  variable: none,
  wildcard: none,
  descendant: none,
  parent: none,
  regex: none,
  placeholder: none,
  path: ({ steps }) => steps,
  filter: ({ of, predicate }) => [of, predicate],
  keepArray: ({ of }) => [of],
  focus: ({ of, variable }) => [of, variable],
  index: ({ of, variable }) => [of, variable],
  sort: ({ of, terms }) => [of, ...terms.map(({ by }) => by)],
  group: ({ of, pairs }) => [of, ...ofPairs(pairs)],
  object: ({ pairs }) => ofPairs(pairs),
  array: ({ items }) => items,
  range: ({ from, to }) => [from, to],
  binary: ({ left, right }) => [left, right],
  negate: ({ operand }) => [operand],
  condition: ({ condition, then, otherwise }) => [condition, then, otherwise],
  default: ({ value, otherwise }) => [value, otherwise],
  coalesce: ({ value, otherwise }) => [value, otherwise],
  block: ({ expressions }) => expressions,
  bind: ({ variable, value }) => [variable, value],
  apply: ({ value, target }) => [value, target],
  call: (node) => [node.procedure, ...node.arguments],
  partial: (node) => [node.procedure, ...node.arguments],
  lambda: ({ parameters, body }) => [...parameters, body],
  transform: ({ pattern, update, remove }) => [pattern, update, remove],
};

/** The parts of a node, in the order of the text. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children = CHILDREN[node.kind] as (node: SyntaxNode) => readonly (SyntaxNode | undefined)[];
  return children(node).filter((child) => child !== undefined);
}

/** Calls `visit` for a node and everything in it, parents before children; `false` skips what is inside the node. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => boolean | undefined): void {
  walkFrom(node, [], visit);
}

function walkFrom(
  node: SyntaxNode,
  parents: readonly SyntaxNode[],
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => boolean | undefined,
): void {
  if (visit(node, parents) === false) return;
  const inside = [...parents, node];
  for (const child of childrenOf(node)) walkFrom(child, inside, visit);
}
