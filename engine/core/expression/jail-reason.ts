import type { BindNode, LambdaNode, SyntaxNode, SyntaxTree, TextRange } from "./syntax/syntax-node.ts";
import { walk } from "./syntax/visit.ts";

/**
 * What can keep a process busy, or fill it, although JSONata checks its limits at every part it evaluates: text evaluated as
 * an expression, functions that call themselves, and values that are doubled again and again. Told from the text, and
 * cautious: a function that receives functions may call itself.
 */
export interface JailReason {
  readonly reason: string;
  readonly span: TextRange;
}

export function jailReason({ root }: SyntaxTree): JailReason | undefined {
  const seen = survey(root);
  return usesEval(seen) ?? mayRecurse(seen) ?? doubles(seen);
}

interface Survey {
  readonly lambdas: readonly { readonly lambda: LambdaNode; readonly parents: readonly SyntaxNode[] }[];
  readonly bindings: readonly BindNode[];
  readonly nodes: readonly { readonly node: SyntaxNode; readonly parents: readonly SyntaxNode[] }[];
}

function survey(root: SyntaxNode): Survey {
  const nodes: { node: SyntaxNode; parents: readonly SyntaxNode[] }[] = [];
  walk(root, (node, parents) => void nodes.push({ node, parents }));
  return {
    nodes,
    lambdas: nodes.flatMap(({ node, parents }) => (node.kind === "lambda" ? [{ lambda: node, parents }] : [])),
    bindings: nodes.flatMap(({ node }) => (node.kind === "bind" ? [node] : [])),
  };
}

function usesEval({ nodes }: Survey): JailReason | undefined {
  const found = nodes.find(({ node }) => node.kind === "variable" && node.name === "eval");
  return found && { reason: "It evaluates text as an expression ($eval).", span: found.node };
}

/**
 * Functions cannot call themselves when each calls only built-in functions and functions bound once, before it, and when no
 * function is handed to a function of the expression's own.
 */
function mayRecurse({ nodes, bindings }: Survey): JailReason | undefined {
  const bound = new Map<string, BindNode | undefined>();
  for (const binding of bindings) {
    const { name } = binding.variable;
    bound.set(name, bound.has(name) ? undefined : binding);
  }
  for (const { node, parents } of nodes) {
    const lambda = parents.findLast((parent) => parent.kind === "lambda");
    for (const callee of calleesOf(node, parents, bound)) {
      if (callee.kind === "lambda" || (callee.kind === "variable" && isBuiltIn(callee.name, bound, parents))) continue;
      if (lambda && !isBoundBefore(callee, lambda, bound)) return { reason: "A function of it may call itself.", span: node };
      if (callee.kind !== "variable") return { reason: "It calls a function that it computes.", span: node };
      const handed = isHigherOrder(node, bound) ? undefined : handedFunctions(node, bound);
      if (handed) return { reason: "It hands a function to a function of its own.", span: handed };
    }
  }
  return undefined;
}

const HIGHER_ORDER = ["map", "filter", "single", "reduce", "sort", "each", "sift"];

/** What a node calls: the procedure, the target of `~>`, and what a built-in is given to call. */
function calleesOf(node: SyntaxNode, parents: readonly SyntaxNode[], bound: ReadonlyMap<string, unknown>): readonly SyntaxNode[] {
  if (node.kind === "apply") return node.target.kind === "call" || node.target.kind === "transform" ? [] : [node.target];
  if (node.kind !== "call" && node.kind !== "partial") return [];
  const { procedure } = node;
  if (!isHigherOrder(node, bound)) return [procedure];
  const around = parents.at(-1);
  const given = node.arguments[around?.kind === "apply" && around.target === node ? 0 : 1];
  return given?.kind === "variable" ? [given] : [];
}

const isHigherOrder = (node: SyntaxNode, bound: ReadonlyMap<string, unknown>): boolean =>
  (node.kind === "call" || node.kind === "partial") &&
  node.procedure.kind === "variable" &&
  HIGHER_ORDER.includes(node.procedure.name) &&
  !bound.has(node.procedure.name);

/** A name that nothing in the expression binds: a variable, or a parameter of a function around it. */
function isBuiltIn(name: string, bound: ReadonlyMap<string, unknown>, parents: readonly SyntaxNode[]): boolean {
  if (bound.has(name)) return false;
  return !parents.some((parent) => parent.kind === "lambda" && parent.parameters.some((parameter) => parameter.name === name));
}

function isBoundBefore(callee: SyntaxNode, lambda: LambdaNode, bound: ReadonlyMap<string, BindNode | undefined>): boolean {
  const binding = callee.kind === "variable" ? bound.get(callee.name) : undefined;
  return binding !== undefined && binding.end <= lambda.start;
}

function handedFunctions(node: SyntaxNode, bound: ReadonlyMap<string, BindNode | undefined>): SyntaxNode | undefined {
  if (node.kind !== "call" && node.kind !== "partial") return undefined;
  return node.arguments.find(
    (argument) =>
      argument.kind === "lambda" ||
      argument.kind === "partial" ||
      argument.kind === "transform" ||
      (argument.kind === "variable" && bound.get(argument.name)?.value.kind === "lambda"),
  );
}

/** So many doublings are a thousandfold, which the limits still hold. */
const MOST_DOUBLINGS = 10;

/** `$x := $x & $x` again and again, or `$reduce` with a function that uses what it has gathered twice. */
function doubles({ bindings, lambdas }: Survey): JailReason | undefined {
  const names = new Set(bindings.map(({ variable }) => variable.name));
  const doubling = bindings.filter(({ value }) => usesTwice(value, names));
  if (doubling.length > MOST_DOUBLINGS) {
    return { reason: "It builds values that may double again and again.", span: doubling.at(-1)! };
  }
  const gathering = lambdas.find(({ lambda, parents }) => {
    const call = parents.at(-1);
    const isReduced = call?.kind === "call" && call.procedure.kind === "variable" && call.procedure.name === "reduce";
    const gathered = lambda.parameters[0]?.name;
    return isReduced && gathered !== undefined && countOf(gathered, lambda.body) > 1;
  });
  return gathering && { reason: "What it gathers with $reduce may double again and again.", span: gathering.lambda };
}

function usesTwice(value: SyntaxNode, bound: ReadonlySet<string>): boolean {
  const names: string[] = [];
  walk(value, (node) => {
    if (node.kind === "variable" && bound.has(node.name)) names.push(node.name);
  });
  return new Set(names).size < names.length;
}

function countOf(name: string, body: SyntaxNode): number {
  let count = 0;
  walk(body, (node) => {
    if (node.kind === "variable" && node.name === name) count++;
  });
  return count;
}
