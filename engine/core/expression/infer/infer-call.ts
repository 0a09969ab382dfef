import type { CallNode, LambdaNode, SyntaxNode, TransformNode } from "../syntax/syntax-node.ts";
import { ScopeNames } from "../syntax/scope-names.ts";
import { argumentProblem, parametersOf } from "./check-arguments.ts";
import { builtInType, callType } from "./built-in-types.ts";
import { USE_MAPPING } from "../mappings/mapping-uses.ts";
import { fieldType, flatItems } from "./read-type.ts";
import { type Infer, typeOfUse } from "./mapping-types.ts";
import { NOTHING, type Type, UNKNOWN, arrayOf, join, membersOf, optional } from "./type.ts";
import { endsWithCall } from "./node-shape.ts";
import type { InferencePass, Names } from "./inference-pass.ts";

/** A function that calls itself gives anything from here on. */
const DEEPEST_CALL = 4;

export function applyType(
  pass: InferencePass,
  { value, target }: Extract<SyntaxNode, { kind: "apply" }>,
  context: Type,
  names: Names,
): Type {
  const first = pass.typeOf(value, context, names);
  if (target.kind === "call") return pass.noted(target, callOf(pass, target, [first], context, names));
  const callee = pass.typeOf(target, context, names);
  if (membersOf(first).some(({ kind }) => kind === "function")) return UNKNOWN;
  return callType(callee, [first]);
}

export function callOf(pass: InferencePass, node: CallNode, first: readonly Type[], context: Type, names: Names): Type {
  const { procedure } = node;
  const given = [...first, ...node.arguments.map((argument) => pass.typeOf(argument, context, names))];
  if (procedure.kind === "variable" && procedure.name === USE_MAPPING) return useMapping(pass, node, given);
  const builtIn =
    procedure.kind === "variable" && names.find(procedure.name) === undefined ? builtInType(procedure.name) : undefined;
  if (builtIn === undefined || procedure.kind !== "variable") return callType(pass.typeOf(procedure, context, names), given);
  const wanted = parametersOf(builtIn.parameters);
  checkArguments(pass, procedure.name, given, argumentsFrom(node, first.length), wanted);
  // A function that is given less may take the context instead.
  const isWhole = given.length >= wanted.length;
  return isWhole || given.length > 0 ? resultOf(pass, procedure.name, node, given, isWhole) : optional(builtIn.result([context]));
}

function useMapping(pass: InferencePass, node: CallNode, [key, value = NOTHING]: readonly Type[]): Type {
  if (key?.kind !== "literal" || typeof key.value !== "string") return UNKNOWN;
  // Mappings that use each other in a circle are refused elsewhere; here they end after some turns.
  if (pass.depth >= DEEPEST_CALL) return UNKNOWN;
  const infer: Infer = (tree, scope, mappings) => pass.within(scope, mappings).typeOf(tree.root, scope, new ScopeNames<Type>());
  const { type, problem, isRefused } = typeOfUse(key.value, value, pass.mappings, infer);
  if (problem !== undefined) {
    const message = `The mapping ${key.value} ${problem}.`;
    const certain = isRefused ? { isCertain: true as const } : {};
    pass.report({ code: "wrong-type", severity: "error", message, ...certain }, node.arguments.at(-1) ?? node);
  }
  return type;
}

function resultOf(pass: InferencePass, name: string, node: CallNode, given: readonly Type[], isWhole: boolean): Type {
  if (name === "lookup" && isWhole) {
    const key = pass.types.get(node.arguments.at(-1)!);
    if (key?.kind === "literal" && typeof key.value === "string") return fieldType(given[0]!, key.value);
  }
  const type = builtInType(name)!.result(given);
  const takesContext =
    !isWhole && !["join", "string", "round", "formatBase", "sort", "now", "single", "reduce", "error", "assert"].includes(name);
  return takesContext ? optional(type) : type;
}

/** Where the n-th argument stands; those that come from outside of the call stand for the call. */
const argumentsFrom =
  (node: CallNode, offset: number) =>
  (index: number): SyntaxNode =>
    node.arguments[index - offset] ?? node;

function checkArguments(
  pass: InferencePass,
  name: string,
  given: readonly Type[],
  placeOf: (index: number) => SyntaxNode,
  wanted: readonly string[],
): void {
  // Given less, the arguments may stand for later parameters.
  if (given.length < wanted.length && name !== "join" && name !== "round" && name !== "map" && name !== "sum") return;
  given.forEach((type, index) => {
    const problem = wanted[index] === undefined ? undefined : argumentProblem(wanted[index], type);
    if (problem !== undefined)
      pass.report({ code: "wrong-type", severity: "error", message: `$${name}: ${problem}.` }, placeOf(index));
  });
}

/** What it changes is a copy of what it is given; fields may come and go anywhere in it. */
export function transformType(pass: InferencePass, { pattern, update, remove }: TransformNode, names: Names): Type {
  const call = ([given = UNKNOWN]: readonly Type[]): Type => {
    const found = flatItems(pass.typeOf(pattern, given, names));
    pass.typeOf(update, found, names);
    if (remove) pass.typeOf(remove, found, names);
    return UNKNOWN;
  };
  return { kind: "function", call };
}

export function lambdaType(pass: InferencePass, { parameters, body, signature }: LambdaNode, context: Type, names: Names): Type {
  const call = (given: readonly Type[]): Type => {
    if (pass.depth >= DEEPEST_CALL) return UNKNOWN;
    pass.depth++;
    const inside = new ScopeNames(names);
    const isTaken = signature !== undefined;
    parameters.forEach(({ name }, index) => inside.bind(name, isTaken ? UNKNOWN : (given[index] ?? NOTHING)));
    const result = pass.typeOf(body, context, inside);
    pass.depth--;
    return endsWithCall(body) ? uncollapsed(result) : result;
  };
  return { kind: "function", call };
}

/** What a function ends with a call for, JSONata does not collapse: a list of one stays a list, and so does an empty one. */
function uncollapsed(type: Type): Type {
  const lists = membersOf(type).flatMap((member) => (member.kind === "sequence" ? [arrayOf(member.items)] : []));
  return join([type, ...lists]);
}
