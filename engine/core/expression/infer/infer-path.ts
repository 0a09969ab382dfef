import type { FilterNode, PathNode, SyntaxNode } from "../syntax/syntax-node.ts";
import { ScopeNames } from "../syntax/scope-names.ts";
import { asArray, fieldType, flatItems, isSingle, stepType } from "./read-type.ts";
import {
  NOTHING,
  NULL,
  NUMBER,
  type ArrayType,
  type Type,
  UNKNOWN,
  arrayOf,
  join,
  mayBeNothing,
  membersOf,
  optional,
  sequenceOf,
  withoutNothing,
} from "./type.ts";
import { bindsAlong, hasArray, keepsArray, mayGiveKept, passesNothing, stepped, usesParents } from "./node-shape.ts";
import { refusesNothing } from "./refuses-nothing.ts";
import { unknownFieldProblem } from "./unknown-field.ts";
import type { InferencePass, Names } from "./inference-pass.ts";

/** Steps with `@` and `#` carry what they bind along. `%` is not followed, nor is what comes behind a group. */
export function pathType(pass: InferencePass, node: PathNode, context: Type, names: Names): Type {
  if (usesParents(node) || node.steps.slice(0, -1).some(({ kind }) => kind === "group")) return unfollowed(pass, node, names);
  const inside = new ScopeNames(names);
  const binds = bindsAlong(node);
  let type = context;
  node.steps.forEach((step, index) => {
    const before = node.steps[index - 1];
    const ofNothing = before && mayBeNothing(type) && passesNothing(before) ? [stepResult(pass, step, NOTHING, inside)] : [];
    // Rows (`a.[b, c]`) stay whole for the step behind them.
    const from = before && hasArray(before) ? join([type, arrayOf(withoutNothing(type))]) : type;
    const result = index === 0 ? firstStep(pass, step, type, inside) : nextStep(pass, step, from, inside);
    const opened =
      index > 0 && mayGiveKept(step, (name) => inside.find(name) !== undefined)
        ? arraysIn(result).map(({ items }) => sequenceOf(items))
        : [];
    type = join([result, ...opened, ...ofNothing]);
    if (binds && !isSingle(type)) type = optional(sequenceOf(flatItems(type)));
  });
  if (binds) for (const [name, bound] of inside.own()) names.bind(name, bound);
  if (node.steps.length > 1 && mayBeEmptyList(pass, node.steps[0]!)) type = join([type, arrayOf(NOTHING)]);
  if (!node.steps.some(keepsArray)) return type;
  const kept = keptArray(type, node);
  return node.steps.some(hasArray) ? join([kept, arrayOf(withoutNothing(type))]) : kept;
}

const arraysIn = (type: Type): readonly ArrayType[] => membersOf(type).filter((member) => member.kind === "array");

/** A path ends at an empty list that it starts with: that is what it gives. */
function mayBeEmptyList(pass: InferencePass, first: SyntaxNode): boolean {
  return (
    first.kind === "array" &&
    first.items.every(
      (item) => item.kind !== "array" && (mayBeNothing(knownType(pass, item)) || !isSingle(knownType(pass, item))),
    )
  );
}

function knownType(pass: InferencePass, node: SyntaxNode): Type {
  return pass.types.get(node) ?? UNKNOWN;
}

function unfollowed(pass: InferencePass, node: PathNode, names: Names): Type {
  for (const step of node.steps) pass.typeOf(step, UNKNOWN, names);
  return UNKNOWN;
}

/** A variable, and an array constructor, are evaluated once; for everything else an array as context is gone through. */
function firstStep(pass: InferencePass, step: SyntaxNode, context: Type, names: Names): Type {
  const { kind } = stepped(step);
  if (kind === "variable" || isSingle(context)) return stepResult(pass, step, context, names);
  if (kind === "array") return stepResult(pass, step, join([context, asArray(context)]), names);
  return nextStep(pass, step, context, names);
}

function nextStep(pass: InferencePass, step: SyntaxNode, from: Type, names: Names): Type {
  const found = isSingle(from)
    ? withoutNothing(from)
    : join([flatItems(from), ...membersOf(from).filter(({ kind }) => kind === "unknown")]);
  // An array constructor without items stays one item, also behind a variable.
  const items = found.kind === "nothing" && membersOf(from).some(({ kind }) => kind === "array") ? arrayOf(NOTHING) : found;
  if (items.kind === "nothing") {
    stepResult(pass, step, NOTHING, names);
    return NOTHING;
  }
  return stepType(from, stepResult(pass, step, items, names), hasArray(step));
}

function stepResult(pass: InferencePass, step: SyntaxNode, item: Type, names: Names): Type {
  if (step.kind === "string") {
    const type = fieldAt(pass, step, step.value, item);
    pass.types.set(step, type);
    return type;
  }
  if (step.kind === "filter") return pass.noted(step, filterType(pass, step, stepResult(pass, step.of, item, names), names));
  if (step.kind === "keepArray") return pass.noted(step, stepResult(pass, step.of, item, names));
  if (step.kind === "index") {
    names.bind(step.variable.name, NUMBER);
    return pass.noted(step, stepResult(pass, step.of, item, names));
  }
  if (step.kind === "focus") {
    const found = stepResult(pass, step.of, item, names);
    names.bind(step.variable.name, withoutNothing(join([flatItems(found), found])));
    // As many times the item as there is something to bind.
    return pass.noted(step, isSingle(found) && !mayBeNothing(found) ? item : optional(join([item, sequenceOf(item)])));
  }
  return pass.typeOf(step, item, names);
}

export function filterType(pass: InferencePass, { predicate }: FilterNode, of: Type, names: Names): Type {
  const items = join([flatItems(of), ...(isSingle(of) ? [] : [NOTHING])]);
  const answer = pass.typeOf(predicate, withoutNothing(items), names);
  const picksOne = answer.kind === "literal" && typeof answer.value === "number";
  // Where nothing passes, it stands in lists as null.
  const passed = mayBeNothing(of) && !refusesNothing(predicate) ? sequenceOf(NULL) : NOTHING;
  if (isSingle(of)) return optional(join([of, passed]));
  return optional(join([picksOne ? flatItems(of) : sequenceOf(flatItems(of)), passed]));
}

export function fieldAt(pass: InferencePass, node: SyntaxNode, name: string, context: Type): Type {
  const problem = unknownFieldProblem(context, name);
  if (problem !== undefined) pass.report(problem, node);
  return fieldType(context, name);
}

/** Of `of[]`. A filter that lets nothing pass makes a list of it, in which it is null. */
export function keptArray(type: Type, of: SyntaxNode): Type {
  if (!mayBeNothing(type)) return asArray(type);
  return optional(passesNothing(of) ? arrayOf(join([flatItems(type), NULL])) : asArray(type));
}

/** After `of@$v{...}` a variable holds what was bound for all items of a group. */
export function withSequences(names: Names): Names {
  const inside = new ScopeNames(names);
  for (const [name, type] of names.own()) {
    if (type.kind !== "function") inside.bind(name, join([type, optional(sequenceOf(join([flatItems(type), type])))]));
  }
  return inside;
}
