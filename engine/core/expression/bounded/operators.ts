import type { AstNode } from "../expression-facts.ts";
import { leaveBounds, spend, spendText, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, refuse, type Place } from "./place.ts";
import { areEqual, isNumeric, toBoolean, toText } from "./values.ts";

type Operator = (left: unknown, right: unknown, frame: Frame) => unknown;

export function compileBinary(node: AstNode, place: Place): Evaluate {
  if (isConcatenation(node)) return compileConcatenation(node, place);
  const name = node.value as string;
  const left = place.compiler.compile(node["lhs"] as AstNode, asOperand(place));
  const right = place.compiler.compile(node["rhs"] as AstNode, asOperand(place));
  if (name === "and") return (context, frame) => isTrue(left(context, frame), frame) && isTrue(right(context, frame), frame);
  if (name === "or") return (context, frame) => isTrue(left(context, frame), frame) || isTrue(right(context, frame), frame);
  const operator = OPERATORS.get(name);
  if (operator === undefined) return refuse(name === ".." ? "It makes a range (..)." : `It uses the operator ${name}.`);
  return (context, frame) => operator(left(context, frame), right(context, frame), frame);
}

export function compileNegation(node: AstNode, place: Place): Evaluate {
  const operand = place.compiler.compile(node["expression"] as AstNode, asOperand(place));
  return (context, frame) => {
    const value = operand(context, frame);
    if (value === undefined) return undefined;
    return isNumeric(value) ? -value : leaveBounds();
  };
}

const isTrue = (value: unknown, frame: Frame): boolean => toBoolean(value, frame) === true;

/** Nothing on one side gives nothing, as long as the other side is a number or nothing. */
const arithmetic =
  (calculate: (left: number, right: number) => number): Operator =>
  (left, right) => {
    if (left !== undefined && !isNumeric(left)) return leaveBounds();
    if (right !== undefined && !isNumeric(right)) return leaveBounds();
    return left === undefined || right === undefined ? undefined : calculate(left, right);
  };

const isComparable = (value: unknown): value is string | number | undefined =>
  value === undefined || typeof value === "string" || typeof value === "number";

const comparison =
  (numbers: (left: number, right: number) => boolean, texts: (left: string, right: string) => boolean): Operator =>
  (left, right, frame) => {
    if (typeof left === "number" && typeof right === "number") return numbers(left, right);
    if (typeof left === "string" && typeof right === "string") {
      spendText(frame, Math.min(left.length, right.length));
      return texts(left, right);
    }
    const hasNothing = left === undefined || right === undefined;
    return hasNothing && isComparable(left) && isComparable(right) ? undefined : leaveBounds();
  };

/** `a & b & c` is one list of parts: what lies between is text anyway. */
function compileConcatenation(node: AstNode, place: Place): Evaluate {
  const parts = partsOf(node).map((part) => place.compiler.compile(part, asOperand(place)));
  return (context, frame) => {
    let text = "";
    for (const part of parts) {
      const value = part(context, frame);
      if (value !== undefined) text += typeof value === "string" ? value : toText(value, frame);
    }
    spendText(frame, text.length);
    return text;
  };
}

const isConcatenation = (node: AstNode): boolean => node.type === "binary" && node.value === "&";

function partsOf(node: AstNode): readonly AstNode[] {
  const parts: AstNode[] = [];
  let left = node;
  for (; isConcatenation(left); left = left["lhs"] as AstNode) parts.push(left["rhs"] as AstNode);
  return [left, ...parts.reverse()];
}

function isIncluded(left: unknown, right: unknown, frame: Frame): boolean {
  if (left === undefined || right === undefined) return false;
  const items: readonly unknown[] = Array.isArray(right) ? right : [right];
  spend(frame, items.length * (typeof left === "string" ? 1 + left.length / 16 : 1));
  return items.some((item) => item === left);
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["+", arithmetic((left, right) => left + right)],
  ["-", arithmetic((left, right) => left - right)],
  ["*", arithmetic((left, right) => left * right)],
  ["/", arithmetic((left, right) => left / right)],
  ["%", arithmetic((left, right) => left % right)],
  ["=", (left, right, frame) => left !== undefined && right !== undefined && areEqual(left, right, frame)],
  ["!=", (left, right, frame) => left !== undefined && right !== undefined && !areEqual(left, right, frame)],
  [
    "<",
    comparison(
      (left, right) => left < right,
      (left, right) => left < right,
    ),
  ],
  [
    "<=",
    comparison(
      (left, right) => left <= right,
      (left, right) => left <= right,
    ),
  ],
  [
    ">",
    comparison(
      (left, right) => left > right,
      (left, right) => left > right,
    ),
  ],
  [
    ">=",
    comparison(
      (left, right) => left >= right,
      (left, right) => left >= right,
    ),
  ],
  ["in", isIncluded],
]);
