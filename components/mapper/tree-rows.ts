import fuzzysort from "fuzzysort";
import { toPointer } from "#engine/core/pointer.ts";
import { listFields, type SchemaField, type SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";

/** One line of a tree as it is on the screen: what is closed has no rows, so thousands of fields cost nothing until opened. */
export interface TreeRow {
  /** Stable name of the row: a JSON pointer of its names, without the marks of items. */
  readonly key: string;
  /** Names from the root; `*` for the items of an array. */
  readonly path: readonly string[];
  readonly depth: number;
  readonly label: string;
  readonly field: SchemaField;
  readonly canOpen: boolean;
  readonly isOpen: boolean;
  readonly position: number;
  readonly size: number;
}

/** Names of a path without the marks of items: how an expression spells it. */
export const namesOf = (path: readonly string[]): readonly string[] => path.filter((name) => name !== "*");

export const keyOf = (path: readonly string[]): string => toPointer(namesOf(path));

/** The rows below some fields, each as far as it is open. */
export function rowsBelow(tree: SchemaTree, fields: readonly SchemaField[], open: ReadonlySet<string>, depth = 0): TreeRow[] {
  return fields.flatMap((field, index) => {
    const key = keyOf(field.path);
    const isOpen = field.hasChildren && open.has(key);
    const row = {
      key,
      path: field.path,
      depth,
      label: field.name,
      field,
      canOpen: field.hasChildren,
      isOpen,
      position: index + 1,
      size: fields.length,
    };
    return isOpen ? [row, ...rowsBelow(tree, tree.childrenOf(field), open, depth + 1)] : [row];
  });
}

const MOST_SEARCHED = 5_000;
const MOST_FOUND = 200;

/** Fields whose name or path fits what was typed, best first, without their surroundings. */
export function findRows(tree: SchemaTree, query: string): TreeRow[] {
  const fields = listFields(tree, MOST_SEARCHED).filter(({ path }) => path.length > 0);
  const found = fuzzysort.go(query, fields, { key: ({ path }) => namesOf(path).join("."), limit: MOST_FOUND, threshold: 0.3 });
  return found.map(({ obj: field }, index) => ({
    key: keyOf(field.path),
    path: field.path,
    depth: 0,
    label: namesOf(field.path).join("."),
    field,
    canOpen: false,
    isOpen: false,
    position: index + 1,
    size: found.length,
  }));
}

/** What is open at first: whatever keeps the tree within about a screen, level by level. */
export function initiallyOpen(tree: SchemaTree, fields: readonly SchemaField[], room = 40): Set<string> {
  const open = new Set<string>();
  let rows = fields.length;
  let level = fields.filter(({ hasChildren }) => hasChildren);
  while (level.length > 0) {
    const next: SchemaField[] = [];
    for (const field of level) {
      const children = field.isRecursive ? [] : tree.childrenOf(field);
      if (children.length === 0 || rows + children.length > room) continue;
      rows += children.length;
      open.add(keyOf(field.path));
      next.push(...children.filter(({ hasChildren }) => hasChildren));
    }
    level = next;
  }
  return open;
}

/**
 * What stands at the top of the source tree: the input, each earlier step, variables, the item of a loop. What says the least
 * comes last: a trigger, whose output is the input, and the facts of the run.
 */
export function sourceRoots(tree: SchemaTree, triggers: ReadonlySet<string> = NONE): readonly SchemaField[] {
  const roots = tree.childrenOf(tree.root).flatMap((field) => (field.name === "steps" ? tree.childrenOf(field) : [field]));
  const isEmpty = ({ name, hasChildren }: SchemaField): boolean => name === "vars" && !hasChildren;
  const isLast = ({ path, name }: SchemaField): boolean => name === "run" || (path[0] === "steps" && triggers.has(name));
  const shown = roots.filter((field) => !isEmpty(field));
  return [...shown.filter((field) => !isLast(field)), ...shown.filter(isLast)];
}

const NONE: ReadonlySet<string> = new Set();
