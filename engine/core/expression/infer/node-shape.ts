import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { walk } from "../syntax/visit.ts";
import { refusesNothing } from "./refuses-nothing.ts";

/** What can be told of a part of an expression by its looks, and matters for its type. */
function contains(node: SyntaxNode, test: (node: SyntaxNode) => boolean): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= test(inner);
    return !found;
  });
  return found;
}

export const usesParents = (node: SyntaxNode): boolean => contains(node, ({ kind }) => kind === "parent");
export const hasArray = (node: SyntaxNode): boolean => contains(node, ({ kind }) => kind === "array");
export const bindsAlong = (node: SyntaxNode): boolean => contains(node, ({ kind }) => kind === "focus" || kind === "index");

/** A step without what stands behind it. */
export function stepped(step: SyntaxNode): SyntaxNode {
  return step.kind === "filter" || step.kind === "keepArray" || step.kind === "focus" || step.kind === "index"
    ? stepped(step.of)
    : step;
}

export function keepsArray(node: SyntaxNode): boolean {
  switch (node.kind) {
    case "keepArray":
      return true;
    case "filter":
    case "focus":
    case "index":
      return keepsArray(node.of);
    case "sort":
      return isPath(node.of) && keepsArray(node.of);
    case "path":
      return node.steps.some(keepsArray);
    default:
      return false;
  }
}

/** What is sorted becomes the first step of a path where it is none, and the path knows nothing of a `[]` behind that step. */
function isPath(node: SyntaxNode): boolean {
  if (node.kind === "filter" || node.kind === "keepArray") return isPath(node.of);
  return ["name", "path", "sort", "focus", "index"].includes(node.kind);
}

/**
 * Whether a step may give what `[]` has kept as an array somewhere inside of it, or before it, in a variable. The path opens
 * such an array, as it does every other one, and one item then comes out as itself.
 */
export const mayGiveKept = (step: SyntaxNode, isBound: (name: string) => boolean): boolean =>
  !keepsArray(step) && contains(step, (node) => node.kind === "keepArray" || (node.kind === "variable" && isBound(node.name)));

export function isNavigation(node: SyntaxNode): boolean {
  return node.kind === "name" || node.kind === "path" || (node.kind === "filter" && isNavigation(node.of));
}

/** Has a filter that holds even where there is nothing to hold for: what comes behind it is evaluated then. */
export const passesNothing = (node: SyntaxNode): boolean =>
  contains(node, (inner) => inner.kind === "filter" && !refusesNothing(inner.predicate));

/** Whether a function with this body ends with a call, at least where one of its conditions holds. */
export function endsWithCall(body: SyntaxNode): boolean {
  if (body.kind === "call") return true;
  if (body.kind === "condition") return endsWithCall(body.then) || (body.otherwise !== undefined && endsWithCall(body.otherwise));
  const last = body.kind === "block" ? body.expressions.at(-1) : undefined;
  return last !== undefined && endsWithCall(last);
}
