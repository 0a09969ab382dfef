import type { FlowDocument } from "#engine/core/flow/flow-document.ts";

/** Which node is inside which container. */
export interface Tree {
  readonly parents: ReadonlyMap<string, string>;
  /** Under `""` those that are in no container; in the order of the document. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** A parent that does not exist, or that would be inside its own body, counts as none: an old run may hold such a flow. */
export function readTree({ nodes }: FlowDocument): Tree {
  const known = new Set(nodes.map(({ id }) => id));
  const named = new Map(nodes.flatMap(({ id, parent }) => (parent !== undefined && known.has(parent) ? [[id, parent]] : [])));
  const parents = new Map([...named].filter(([id]) => !isInItself(id, named)));
  const children = new Map<string, string[]>();
  for (const { id } of nodes) {
    const parent = parents.get(id) ?? "";
    const siblings = children.get(parent);
    if (siblings) siblings.push(id);
    else children.set(parent, [id]);
  }
  return { parents, children };
}

function isInItself(id: string, parents: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(id); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

export const childrenOf = ({ children }: Pick<Tree, "children">, container: string | undefined): readonly string[] =>
  children.get(container ?? "") ?? [];

/** The containers around a node, innermost first. */
export function containersAround({ parents }: Pick<Tree, "parents">, id: string): readonly string[] {
  const around: string[] = [];
  for (let at = parents.get(id); at !== undefined; at = parents.get(at)) around.push(at);
  return around;
}

/** What stands for a node among the boxes directly inside `container`: itself, or the container it is in. */
export function memberOf(tree: Tree, container: string | undefined, id: string): string | undefined {
  return [id, ...containersAround(tree, id)].find((one) => tree.parents.get(one) === container);
}
