import type { AstNode } from "../expression-facts.ts";
import { findBuiltIn, type BuiltIn } from "./built-ins.ts";
import { compileHigherOrder } from "./lambdas.ts";
import { compileMappingCall } from "./mapping-calls.ts";
import { compileRegexCall } from "./regex-calls.ts";
import { leaveBounds, spend, type Evaluate } from "./frame.ts";
import { asOperand, refuse, type Place } from "./place.ts";
import { isObject, looksLikeFunction } from "./values.ts";

/** A call of a built-in by its name, with all the arguments that it needs: none is taken from the context. */
export function compileCall(node: AstNode, place: Place): Evaluate {
  const nodes = node["arguments"] as readonly AstNode[];
  const mapped = compileMappingCall(node["procedure"] as AstNode, nodes, place);
  if (mapped) return mapped;
  const higherOrder = compileHigherOrderOf(node["procedure"] as AstNode, nodes, place, node["isTail"] === true);
  if (higherOrder) {
    if (node["predicate"] !== undefined || node["keepArray"] === true)
      refuse("It filters what a function with a function gives.");
    return higherOrder;
  }
  const { name, builtIn } = builtInOf(node["procedure"] as AstNode, place);
  if (builtIn.givesSequence && (node["predicate"] !== undefined || node["keepArray"] === true)) {
    refuse(`It filters what $${name} gives.`);
  }
  if (builtIn.givesSequence && node["isTail"] === true && place.tail !== "collapsed") {
    refuse(`A function of it ends with $${name}, whose list stays a list.`);
  }
  return compileRegexCallOf(name, nodes, place) ?? compileArguments(name, builtIn, nodes, place);
}

function compileRegexCallOf(name: string, nodes: readonly AstNode[], place: Place): Evaluate | undefined {
  return compileRegexCall(name, nodes, (node) => guarded(place.compiler.compile(node, asOperand(place))));
}

function compileHigherOrderOf(
  procedure: AstNode,
  nodes: readonly AstNode[],
  place: Place,
  isTail: boolean,
): Evaluate | undefined {
  const name = procedure.value;
  return isPlainName(procedure) && typeof name === "string" && !place.variables.has(name)
    ? compileHigherOrder(name, nodes, place, isTail)
    : undefined;
}

/** `value ~> $round(2)` and `values ~> $sum`: the left side is the first argument. */
export function compileChain(node: AstNode, place: Place): Evaluate {
  const first = node["lhs"] as AstNode;
  const target = node["rhs"] as AstNode;
  if (node["keepArray"] === true || target["predicate"] !== undefined) refuse("It filters a chain of functions (~>).");
  if (target.type !== "function" && target.type !== "variable")
    refuse("It chains to something that is not called by its name (~>).");
  if (target.type === "function") {
    const nodes = [first, ...(target["arguments"] as readonly AstNode[])];
    const higherOrder = compileHigherOrderOf(target["procedure"] as AstNode, nodes, place, false);
    if (higherOrder) return higherOrder;
  }
  const { name, builtIn } = builtInOf(target.type === "function" ? (target["procedure"] as AstNode) : target, place);
  const others = target.type === "function" ? (target["arguments"] as readonly AstNode[]) : [];
  const nodes = [first, ...others];
  return compileRegexCallOf(name, nodes, place) ?? compileArguments(name, builtIn, nodes, place);
}

/** `$sum`, and not `$sum[0]` or `$sum{...}`, which may be no function any more. */
const isPlainName = (procedure: AstNode): boolean =>
  procedure.type === "variable" && !["predicate", "group", "keepArray"].some((key) => key in procedure);

function builtInOf(procedure: AstNode, place: Place): { readonly name: string; readonly builtIn: BuiltIn } {
  const name = procedure.value;
  if (!isPlainName(procedure) || typeof name !== "string") {
    return refuse("It calls a function that is not called by its name.");
  }
  if (place.variables.has(name)) return refuse(`It calls $${name}, which it defines itself.`);
  return { name, builtIn: findBuiltIn(name) ?? refuse(`It calls $${name}.`) };
}

function compileArguments(name: string, builtIn: BuiltIn, nodes: readonly AstNode[], place: Place): Evaluate {
  if (nodes.length < builtIn.least || nodes.length > builtIn.most)
    return refuse(`It calls $${name} with ${nodes.length} arguments.`);
  // What is counted, summed or turned into text is looked at as a whole, so marks on arrays in it make no difference.
  const use = builtIn.readsWhole ? { ...place, use: "result" as const } : asOperand(place);
  const [first = nothing, second = nothing, third = nothing] = nodes.map((node) => guarded(place.compiler.compile(node, use)));
  const { call } = builtIn;
  if (nodes.length < 2) return (context, frame) => call(frame, first(context, frame), undefined, undefined);
  return (context, frame) => {
    spend(frame, 1);
    return call(frame, first(context, frame), second(context, frame), third(context, frame));
  };
}

const nothing: Evaluate = () => undefined;

const guarded =
  (argument: Evaluate): Evaluate =>
  (context, frame) => {
    const value = argument(context, frame);
    return isObject(value) && looksLikeFunction(value) ? leaveBounds() : value;
  };
