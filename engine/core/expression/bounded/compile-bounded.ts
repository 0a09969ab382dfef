import type { AstNode } from "../expression-facts.ts";
import { compileCall, compileChain } from "./calls.ts";
import { compileArray, compileObject } from "./constructors.ts";
import { applyFilters, compileFilters } from "./filters.ts";
import { leaveBounds, newFrame, type BoundedExpression, type Evaluate } from "./frame.ts";
import { compileGroup } from "./grouping.ts";
import { compileBinary, compileNegation } from "./operators.ts";
import { compilePath } from "./paths.ts";
import { asOperand, NotBounded, refuse, refuseTuples, type BoundedMapping, type Compiler, type Place } from "./place.ts";
import { isObject, Sequence, toBoolean } from "./values.ts";

/**
 * The bounded tier: expressions whose cost is linear in their input, compiled once to closures and evaluated in place.
 *
 * It is a subset of JSONata, chosen so that every value is exactly JSONata's. What is not in the subset is refused here,
 * with a reason. What turns out during an evaluation (an error, a limit, odd data) throws `OutOfBounds`, and the guarded
 * tier evaluates the expression from the start. So there is one source of errors, and no wrong answer by approximation.
 */
export type Bounding =
  | {
      readonly tier: "bounded";
      readonly evaluate: BoundedExpression;
      /** What evaluating it over nothing costs. */
      readonly weight: number;
    }
  | { readonly tier: "guarded"; readonly reason: string };

export function compileBounded(ast: AstNode, mappings: ReadonlyMap<string, BoundedMapping> = new Map()): Bounding {
  const compiler: Compiler = { compile: compileNode, mappings, slots: 0, parts: 0 };
  try {
    const evaluate = compileNode(ast, { use: "result", variables: new Map(), compiler });
    return { tier: "bounded", evaluate: boundedExpression(evaluate, compiler.slots), weight: compiler.parts };
  } catch (error) {
    if (error instanceof NotBounded) return { tier: "guarded", reason: error.message };
    if (error instanceof RangeError) return { tier: "guarded", reason: "It is nested too deeply." };
    throw error;
  }
}

function boundedExpression(evaluate: Evaluate, slots: number): BoundedExpression {
  return (scope, recorded, around) => {
    // An array as the scope is wrapped by JSONata, which `$` and functions can tell.
    if (Array.isArray(scope)) return leaveBounds();
    if (around === undefined) return evaluate(scope, newFrame(scope, recorded, slots));
    const frame = newFrame(scope, recorded, slots, around.effortLeft);
    const value = evaluate(scope, frame);
    around.effortLeft = frame.effortLeft;
    return value;
  };
}

function compileNode(node: AstNode, place: Place): Evaluate {
  place.compiler.parts++;
  refuseTuples(node);
  if (node["group"] !== undefined) return compileGroup(node, place);
  if (node["predicate"] === undefined) return compileUnfiltered(node, place);
  const filters = compileFilters(node["predicate"], place);
  const evaluate = compileUnfiltered(node, asOperand(place));
  const keepsSingle = node["keepArray"] === true;
  if (keepsSingle && place.use !== "result") refuse("It keeps one-item arrays ([]) in a value that is used further.");
  return (context, frame) => {
    const value = applyFilters(filters, evaluate(context, frame), frame);
    if (!(value instanceof Sequence)) return value;
    return value.items.length > 1 || (keepsSingle && value.items.length === 1) ? value.items : value.items[0];
  };
}

const REFUSED: Readonly<Record<string, string>> = {
  wildcard: "It reads all fields (*).",
  descendant: "It reads all descendants (**).",
  parent: "It looks at parents (%).",
  bind: "It binds a variable outside a block's own list.",
  regex: "It uses a regular expression.",
  lambda: "It defines a function.",
  partial: "It applies a function partially (?).",
  transform: "It transforms a copy (| ... |).",
};

function compileUnfiltered(node: AstNode, place: Place): Evaluate {
  switch (node.type) {
    case "path":
      return compilePath(node, place);
    case "binary":
      return compileBinary(node, place);
    case "unary":
      return compileUnary(node, place);
    case "string":
    case "number":
    case "value":
      return compileLiteral(node.value);
    case "variable":
      return compileVariable(node.value as string, place);
    case "condition":
      return compileCondition(node, place);
    case "block":
      return compileBlock(node["expressions"] as readonly AstNode[], place);
    case "function":
      return compileCall(node, place);
    case "apply":
      return compileChain(node, place);
    default:
      return refuse(REFUSED[node.type ?? ""] ?? `It uses a part of JSONata that is evaluated by JSONata itself (${node.type}).`);
  }
}

const compileLiteral =
  (value: unknown): Evaluate =>
  () =>
    value;

function compileUnary(node: AstNode, place: Place): Evaluate {
  if (node.value === "[") return compileArray(node, place);
  if (node.value === "{") return compileObject(node, place);
  return compileNegation(node, place);
}

function compileVariable(name: string, { variables }: Place): Evaluate {
  if (name === "") return (context) => (isObject(context) && context["outerWrapper"] ? leaveBounds() : context);
  if (name === "$") return (_context, frame) => frame.root;
  const slot = variables.get(name);
  if (slot === undefined) return refuse(`It uses $${name} as a value.`);
  return (_context, frame) => frame.variables[slot];
}

function compileCondition(node: AstNode, place: Place): Evaluate {
  const { compile } = place.compiler;
  const condition = compile(node["condition"] as AstNode, asOperand(place));
  const whenTrue = compile(node["then"] as AstNode, place);
  const otherwise = node["else"] === undefined ? undefined : compile(node["else"] as AstNode, place);
  return (context, frame) =>
    toBoolean(condition(context, frame), frame) === true ? whenTrue(context, frame) : otherwise?.(context, frame);
}

/** A block sees the variables bound before it and adds its own, each in a slot of the frame. */
function compileBlock(nodes: readonly AstNode[], place: Place): Evaluate {
  const variables = new Map(place.variables);
  const parts = nodes.map((node, index) => {
    if (node.type === "bind") return compileBinding(node, { ...place, variables }, variables);
    const inside = { ...place, variables: new Map(variables) };
    return place.compiler.compile(node, index === nodes.length - 1 ? inside : asOperand(inside));
  });
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return (context, frame) => {
    let value: unknown;
    for (const part of parts) value = part(context, frame);
    return value;
  };
}

function compileBinding(node: AstNode, place: Place, variables: Map<string, number>): Evaluate {
  if (node["predicate"] !== undefined || node["group"] !== undefined) refuse("It filters what it binds.");
  const name = (node["lhs"] as AstNode).value as string;
  const value = place.compiler.compile(node["rhs"] as AstNode, asOperand({ ...place, variables: new Map(variables) }));
  // $$ cannot be told apart from a variable of that name, and $ is the context.
  if (name === "" || name === "$") refuse("It binds $ or $$.");
  const slot = place.compiler.slots++;
  variables.set(name, slot);
  return (context, frame) => (frame.variables[slot] = value(context, frame));
}
