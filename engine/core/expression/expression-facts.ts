/**
 * What can be known of an expression by reading its syntax tree, without evaluating it.
 *
 * Names are relative to a context in JSONata: `steps.price` is a node's output where the context is the scope, and just a
 * field of a line in `input.lines[sku = steps.price]`. The walk therefore carries whether the context is still the scope
 * (`atRoot`), and only names read there count as roots and references.
 */
export interface ExpressionFacts {
  /** Names of the scope that are read: `input`, `steps`, `vars`...; `*` when the scope is read as a whole. */
  readonly roots: ReadonlySet<string>;
  /** Ids of the nodes whose output is read as `steps.<id>`. */
  readonly references: ReadonlySet<string>;
  /** Names of `$variables` and functions, without the `$`. */
  readonly variables: ReadonlySet<string>;
  readonly regexes: readonly { readonly regex: RegExp; readonly position: number }[];
  /** The expression uses `[]` to keep one-item arrays, which makes JSONata write a flag on arrays of its input. */
  readonly keepsArrays: boolean;
}

export interface AstNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly [key: string]: unknown;
}

/** Children evaluated in the context of their parent, and children evaluated once per item of what came before. */
const SAME_CONTEXT = [
  "lhs",
  "rhs",
  "expression",
  "expressions",
  "arguments",
  "procedure",
  "condition",
  "then",
  "else",
  "body",
] as const;
const ITEM_CONTEXT = ["stages", "predicate", "group", "terms", "expr", "pattern", "update", "delete"] as const;

interface MutableFacts {
  roots: Set<string>;
  references: Set<string>;
  variables: Set<string>;
  regexes: { regex: RegExp; position: number }[];
  keepsArrays: boolean;
}

export function readFacts(ast: AstNode): ExpressionFacts {
  const facts: MutableFacts = { roots: new Set(), references: new Set(), variables: new Set(), regexes: [], keepsArrays: false };
  visit(ast, true, facts);
  return facts;
}

function visit(node: unknown, atRoot: boolean, facts: MutableFacts): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, atRoot, facts);
  } else if (isNode(node)) {
    noteNode(node, atRoot, facts);
    if (node.type === "path") visitPath(node, atRoot, facts);
    else visitChildren(node, atRoot, facts);
  }
}

const isNode = (value: unknown): value is AstNode => typeof value === "object" && value !== null && !(value instanceof RegExp);

function noteNode(node: AstNode, atRoot: boolean, facts: MutableFacts): void {
  if (node["keepSingletonArray"] === true || node["keepArray"] === true) facts.keepsArrays = true;
  if (node.type === "regex" && node.value instanceof RegExp)
    facts.regexes.push({ regex: node.value, position: node.position ?? 0 });
  if (node.type === "variable" && typeof node.value === "string") facts.variables.add(node.value);
  const readsScope = isScopeVariable(node, atRoot) || (atRoot && (node.type === "wildcard" || node.type === "descendant"));
  if (readsScope) facts.roots.add("*");
}

/** `$$` is always the scope; `$` is where the context still is. */
const isScopeVariable = (node: AstNode, atRoot: boolean): boolean =>
  node.type === "variable" && (node.value === "$" || (node.value === "" && atRoot));

function visitChildren(node: AstNode, atRoot: boolean, facts: MutableFacts): void {
  for (const key of SAME_CONTEXT) if (key in node) visit(node[key], atRoot, facts);
  visitItems(node, facts);
}

function visitItems(node: AstNode, facts: MutableFacts): void {
  for (const key of ITEM_CONTEXT) if (key in node) visit(node[key], false, facts);
}

function visitPath(path: AstNode, atRoot: boolean, facts: MutableFacts): void {
  const steps = (path["steps"] as readonly AstNode[] | undefined) ?? [];
  const start = steps.findIndex((step) => !isScopeVariable(step, atRoot));
  const fromScope = atRoot || start > 0 || start === -1;
  steps.forEach((step, index) => {
    const isPassedThrough = index < start;
    if (isPassedThrough) visitItems(step, facts);
    else visitStep(step, fromScope && index === start, facts);
  });
  if (start === -1) facts.roots.add("*");
  if (fromScope && start >= 0) noteName(steps[start]!, steps[start + 1], facts);
  visitItems(path, facts);
}

function visitStep(step: AstNode, atRoot: boolean, facts: MutableFacts): void {
  noteNode(step, atRoot, facts);
  visitChildren(step, atRoot, facts);
}

function noteName(first: AstNode, second: AstNode | undefined, facts: MutableFacts): void {
  if (first.type !== "name" || typeof first.value !== "string") return;
  facts.roots.add(first.value);
  if (first.value === "steps" && second?.type === "name" && typeof second.value === "string") facts.references.add(second.value);
}
