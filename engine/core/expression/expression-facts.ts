import { builtInNames } from "./infer/built-in-types.ts";

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
  /** Where each of them is named: the offset just behind the name. */
  readonly referenceEnds: readonly { readonly id: string; readonly end: number }[];
  /** Names that are read as `env.<name>`; `*` where `env` is read without saying which. */
  readonly environmentNames: ReadonlySet<string>;
  /** Names of `$variables` and functions, without the `$`. */
  readonly variables: ReadonlySet<string>;
  readonly regexes: readonly { readonly regex: RegExp; readonly position: number }[];
  /** Beside `roots`, something may be read of the scope that its names do not tell: a function takes it as an argument. */
  readonly mayReadScope: boolean;
  /** JSONata would write on arrays of its input: a flag for `[]`, and an item into an empty array that it groups. */
  readonly writesInput: boolean;
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
  referenceEnds: { id: string; end: number }[];
  environmentNames: Set<string>;
  variables: Set<string>;
  regexes: { regex: RegExp; position: number }[];
  writesInput: boolean;
  mayReadScope: boolean;
  /** A function that may take the context is used as a value, and something is called that is no built-in by its name. */
  namesContextFunction: boolean;
  callsValue: boolean;
}

export function readFacts(ast: AstNode): ExpressionFacts {
  const facts: MutableFacts = {
    roots: new Set(),
    references: new Set(),
    referenceEnds: [],
    environmentNames: new Set(),
    variables: new Set(),
    regexes: [],
    writesInput: false,
    mayReadScope: false,
    namesContextFunction: false,
    callsValue: false,
  };
  visit(ast, true, facts);
  return { ...facts, mayReadScope: facts.mayReadScope || (facts.namesContextFunction && facts.callsValue) };
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
  if (writesInput(node, atRoot)) facts.writesInput = true;
  if (node.type === "regex" && node.value instanceof RegExp)
    facts.regexes.push({ regex: node.value, position: node.position ?? 0 });
  // After a focus (@) the context is what it was before it, which this walk does not follow.
  if (node["focus"] !== undefined || (atRoot && mayTakeContext(node))) facts.mayReadScope = true;
  if (node.type === "variable") noteVariable(node, facts);
  if (rebinds(node)) facts.callsValue = true;
  if (isScopeVariable(node, atRoot) || (atRoot && (node.type === "wildcard" || node.type === "descendant"))) facts.roots.add("*");
}

function noteVariable({ value }: AstNode, facts: MutableFacts): void {
  if (typeof value === "string") facts.variables.add(value);
  if (CONTEXT_FUNCTIONS.has(value)) facts.namesContextFunction = true;
}

const writesInput = (node: AstNode, atRoot: boolean): boolean =>
  node["keepSingletonArray"] === true ||
  node["keepArray"] === true ||
  node["group"] !== undefined ||
  (node.type === "unary" && node.value === "{" && !atRoot);

/** Functions that take the context where an argument is left out, with their largest number of arguments. */
const CONTEXT_FUNCTIONS: ReadonlyMap<unknown, number> = new Map(
  Object.entries({
    string: 2,
    substring: 3,
    substringBefore: 2,
    substringAfter: 2,
    lowercase: 1,
    uppercase: 1,
    length: 1,
  }).concat(
    Object.entries({ trim: 1, pad: 3, match: 3, contains: 2, replace: 4, split: 3, formatNumber: 3, formatBase: 2, number: 1 }),
    Object.entries({ formatInteger: 2, parseInteger: 2, floor: 1, ceil: 1, round: 2, abs: 1, sqrt: 1, power: 2, boolean: 1 }),
    Object.entries({ not: 1, sift: 2, keys: 1, lookup: 2, spread: 1, each: 2, base64encode: 1, base64decode: 1, clone: 1 }),
    Object.entries({ encodeUrlComponent: 1, encodeUrl: 1, decodeUrlComponent: 1, decodeUrl: 1, toMillis: 2, fromMillis: 3 }),
  ),
);

const builtIns: ReadonlySet<unknown> = new Set(builtInNames());

/** The name of the built-in that is called in `$uppercase(...)`. */
function calledByName(node: AstNode): string | undefined {
  const procedure = node["procedure"] as AstNode | undefined;
  const isPlain = procedure?.type === "variable" && builtIns.has(procedure.value) && procedure["predicate"] === undefined;
  return isPlain ? (procedure.value as string) : undefined;
}

/** `$sum := $string`: what is called as a built-in is another one. */
const rebinds = (node: AstNode): boolean => node.type === "bind" && builtIns.has((node["lhs"] as AstNode).value);

/** `$uppercase()`; and functions of the expression's own, whose signature may ask for the context. */
function mayTakeContext(node: AstNode): boolean {
  if (node.type === "lambda") return node["signature"] !== undefined;
  if (node.type !== "function" && node.type !== "partial") return false;
  const most = CONTEXT_FUNCTIONS.get((node["procedure"] as AstNode).value);
  return (
    (node["procedure"] as AstNode).value === "eval" ||
    (most !== undefined && (node["arguments"] as readonly unknown[]).length < most)
  );
}

/** `$$` is always the scope; `$` is where the context still is. */
const isScopeVariable = (node: AstNode, atRoot: boolean): boolean =>
  node.type === "variable" && (node.value === "$" || (node.value === "" && atRoot));

function visitChildren(node: AstNode, atRoot: boolean, facts: MutableFacts): void {
  const callee = calledByName(node);
  if (callee !== undefined) facts.variables.add(callee);
  else if (node["procedure"] !== undefined) facts.callsValue = true;
  for (const key of SAME_CONTEXT) {
    if (key in node && (key !== "procedure" || callee === undefined)) visit(node[key], atRoot, facts);
  }
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
  // What is ordered is the scope itself, and what comes behind the order is read in it.
  if (start === -1 || (fromScope && steps[start]?.type === "sort")) facts.roots.add("*");
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
  if (first.value === "env")
    facts.environmentNames.add(second?.type === "name" && typeof second.value === "string" ? second.value : "*");
  if (first.value !== "steps" || second?.type !== "name" || typeof second.value !== "string") return;
  facts.references.add(second.value);
  if (second.position !== undefined) facts.referenceEnds.push({ id: second.value, end: second.position });
}
