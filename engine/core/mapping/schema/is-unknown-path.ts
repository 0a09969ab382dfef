import type { SchemaTree } from "./schema-tree.ts";

/** A name that a described object does not have; below anything that is not described, every name may be right. */
export function isUnknownPath(source: SchemaTree, names: readonly string[]): boolean {
  let at = source.root;
  for (const name of names) {
    const members = source.childrenOf(at);
    const member = members.find((child) => child.name === name);
    if (!member) return members.length > 0;
    at = member;
  }
  return false;
}
