import type {
  CallNode,
  FilterNode,
  LambdaNode,
  Pair,
  PathNode,
  SyntaxNode,
  SyntaxTree,
  TextRange,
  TransformNode,
} from "../syntax/syntax-node.ts";
import { ScopeNames } from "../syntax/scope-names.ts";
import { childrenOf } from "../syntax/visit.ts";
import { argumentProblem, parametersOf } from "./check-arguments.ts";
import { builtInType } from "./built-in-types.ts";
import { describeType } from "./describe-type.ts";
import { anyFieldType, asArray, fieldType, flatItems, isSingle, stepType } from "./read-type.ts";
import type { TypeProblem } from "./type-problem.ts";
import {
  arrayOf,
  BOOLEAN,
  FUNCTION,
  join,
  mayBeNothing,
  membersOf,
  NOTHING,
  NULL,
  NUMBER,
  optional,
  sequenceOf,
  STRING,
  UNKNOWN,
  withoutNothing,
  type Type,
} from "./type.ts";
import { bindsAlong, hasArray, isNavigation, keepsArray, passesNothing, stepped, usesParents } from "./node-shape.ts";
import { refusesNothing } from "./refuses-nothing.ts";
import { unknownFieldProblem } from "./unknown-field.ts";
import { unusedInput } from "./unused-input.ts";

export interface Inference {
  readonly type: Type;
  /** Of every node that is evaluated, what it gives; of a function's body, for all its calls together. */
  readonly types: ReadonlyMap<SyntaxNode, Type>;
  readonly problems: readonly TypeProblem[];
}

/**
 * What an expression gives, from what its scope holds, without evaluating it. Never too narrow: every value that the
 * expression can give is of the type. `scope` is the type of `$$`, and `bindings` those of variables from outside.
 */
export function inferType(tree: SyntaxTree, scope: Type, bindings: ReadonlyMap<string, Type> = new Map()): Inference {
  const pass = new Pass(scope);
  const names = new ScopeNames<Type>();
  for (const [name, type] of bindings) names.bind(name, type);
  const type = pass.typeOf(tree.root, scope, names);
  const problems = [...pass.problems.values(), ...unusedInput(tree, scope)];
  return { type, types: pass.types, problems: problems.toSorted((left, right) => left.start - right.start) };
}

type Names = ScopeNames<Type>;

/** A function that calls itself gives anything from here on. */
const DEEPEST_CALL = 4;

class Pass {
  readonly types = new Map<SyntaxNode, Type>();
  readonly problems = new Map<string, TypeProblem>();
  readonly #scope: Type;
  #depth = 0;

  constructor(scope: Type) {
    this.#scope = scope;
  }

  typeOf(node: SyntaxNode, context: Type, names: Names): Type {
    const type = this.#infer(node, context, names);
    const known = this.types.get(node);
    this.types.set(node, known === undefined ? type : join([known, type]));
    return type;
  }

  #report(problem: Omit<TypeProblem, "start" | "end">, { start, end }: TextRange): void {
    this.problems.set(`${problem.code} ${start} ${end}`, { ...problem, start, end });
  }

  #infer(node: SyntaxNode, context: Type, names: Names): Type {
    switch (node.kind) {
      case "name":
        return this.#field(node, node.name, context);
      case "string":
      case "number":
        return { kind: "literal", value: node.value };
      case "constant":
        return node.value === null ? NULL : { kind: "literal", value: node.value };
      case "variable":
        if (node.name === "") return context;
        return node.name === "$"
          ? this.#scope
          : (names.find(node.name) ?? (builtInType(node.name) ? this.#builtInValue(node.name) : UNKNOWN));
      case "wildcard":
        return anyFieldType(context);
      case "path":
        return this.#path(node, context, names);
      case "filter": {
        const filtered = this.#filter(node, this.typeOf(node.of, context, names), names);
        return keepsArray(node.of) ? join([filtered, keptArray(filtered, node)]) : filtered;
      }
      case "keepArray": {
        const kept = this.typeOf(node.of, context, names);
        return isNavigation(node.of) ? keptArray(kept, node.of) : join([kept, keptArray(kept, node.of)]);
      }
      case "sort": {
        const sorted = this.typeOf(node.of, context, names);
        for (const { by } of node.terms) this.typeOf(by, flatItems(sorted), names);
        return isSingle(sorted) || keepsArray(node.of) ? sorted : join([sorted, optional(sequenceOf(flatItems(sorted)))]);
      }
      case "focus":
      case "index":
        return this.#path({ ...node, kind: "path", steps: [node] }, context, names);
      case "group":
        return this.#group(node.pairs, this.typeOf(node.of, context, names), names, bindsAlong(node.of));
      case "object":
        return this.#group(node.pairs, context, names, false);
      default:
        return this.#inferComputed(node, context, names);
    }
  }

  /** Of what is no path: what it calculates, chooses, calls or builds. */
  #inferComputed(node: SyntaxNode, context: Type, names: Names): Type {
    switch (node.kind) {
      case "array":
        return arrayOf(join(node.items.map((item) => this.#arrayItem(item, context, names))));
      case "range":
        for (const end of [node.from, node.to]) this.typeOf(end, context, names);
        return NUMBER;
      case "binary":
        return this.#binary(node, context, names);
      case "negate": {
        if (node.operand.kind === "number") return { kind: "literal", value: -node.operand.value };
        const operand = this.#operand(node.operand, "-", context, names);
        return mayBeNothing(operand) ? optional(NUMBER) : NUMBER;
      }
      case "condition": {
        this.typeOf(node.condition, context, names);
        const otherwise = node.otherwise === undefined ? NOTHING : this.typeOf(node.otherwise, context, names);
        return join([this.typeOf(node.then, context, names), otherwise]);
      }
      case "default":
      case "coalesce":
        return join([withoutNothing(this.typeOf(node.value, context, names)), this.typeOf(node.otherwise, context, names)]);
      case "block": {
        const inside = new ScopeNames(names);
        return node.expressions.map((part) => this.typeOf(part, context, inside)).at(-1) ?? NOTHING;
      }
      case "bind": {
        const value = this.typeOf(node.value, context, names);
        names.bind(node.variable.name, value);
        return value;
      }
      default:
        return this.#inferFunction(node, context, names);
    }
  }

  /** Of what calls a function, or is one. */
  #inferFunction(node: SyntaxNode, context: Type, names: Names): Type {
    switch (node.kind) {
      case "apply":
        return this.#apply(node, context, names);
      case "call":
        return this.#call(node, [], context, names);
      case "partial":
        for (const argument of node.arguments) this.typeOf(argument, context, names);
        return FUNCTION;
      case "lambda":
        return this.#lambda(node, context, names);
      case "transform":
        return this.#transform(node, names);
      case "regex":
        return FUNCTION;
      default:
        for (const child of childrenOf(node)) this.typeOf(child, context, names);
        return UNKNOWN;
    }
  }

  #field(node: SyntaxNode, name: string, context: Type): Type {
    const problem = unknownFieldProblem(context, name);
    if (problem !== undefined) this.#report(problem, node);
    return fieldType(context, name);
  }

  /** Steps with `@` and `#` carry what they bind along. `%` is not followed, nor is what comes behind a group. */
  #path(node: PathNode, context: Type, names: Names): Type {
    if (usesParents(node) || node.steps.slice(0, -1).some(({ kind }) => kind === "group")) return this.#unfollowed(node, names);
    const inside = new ScopeNames(names);
    const binds = bindsAlong(node);
    let type = context;
    node.steps.forEach((step, index) => {
      const before = node.steps[index - 1];
      const ofNothing = before && mayBeNothing(type) && passesNothing(before) ? [this.#stepResult(step, NOTHING, inside)] : [];
      // Rows (`a.[b, c]`) stay whole for the step behind them.
      const from = before && hasArray(before) ? join([type, arrayOf(withoutNothing(type))]) : type;
      const result = index === 0 ? this.#firstStep(step, type, inside) : this.#step(step, from, inside);
      type = join([result, ...ofNothing]);
      if (binds && !isSingle(type)) type = optional(sequenceOf(flatItems(type)));
    });
    if (binds) for (const [name, bound] of inside.own()) names.bind(name, bound);
    if (!node.steps.some(keepsArray)) return type;
    const kept = keptArray(type, node);
    return node.steps.some(hasArray) ? join([kept, arrayOf(withoutNothing(type))]) : kept;
  }

  #unfollowed(node: PathNode, names: Names): Type {
    for (const step of node.steps) this.typeOf(step, UNKNOWN, names);
    return UNKNOWN;
  }

  /** A variable, and an array constructor, are evaluated once; for everything else an array as context is gone through. */
  #firstStep(step: SyntaxNode, context: Type, names: Names): Type {
    const { kind } = stepped(step);
    if (kind === "variable" || isSingle(context)) return this.#stepResult(step, context, names);
    if (kind === "array") return this.#stepResult(step, join([context, asArray(context)]), names);
    return this.#step(step, context, names);
  }

  #step(step: SyntaxNode, from: Type, names: Names): Type {
    const items = isSingle(from)
      ? withoutNothing(from)
      : join([flatItems(from), ...membersOf(from).filter(({ kind }) => kind === "unknown")]);
    if (items.kind === "nothing") {
      this.#stepResult(step, NOTHING, names);
      return NOTHING;
    }
    return stepType(from, this.#stepResult(step, items, names), hasArray(step));
  }

  #stepResult(step: SyntaxNode, item: Type, names: Names): Type {
    if (step.kind === "string") {
      const type = this.#field(step, step.value, item);
      this.types.set(step, type);
      return type;
    }
    if (step.kind === "filter") return this.#noted(step, this.#filter(step, this.#stepResult(step.of, item, names), names));
    if (step.kind === "keepArray") return this.#noted(step, this.#stepResult(step.of, item, names));
    if (step.kind === "index") {
      names.bind(step.variable.name, NUMBER);
      return this.#noted(step, this.#stepResult(step.of, item, names));
    }
    if (step.kind === "focus") {
      const found = this.#stepResult(step.of, item, names);
      names.bind(step.variable.name, withoutNothing(join([flatItems(found), found])));
      // As many times the item as there is something to bind.
      return this.#noted(step, isSingle(found) && !mayBeNothing(found) ? item : optional(join([item, sequenceOf(item)])));
    }
    return this.typeOf(step, item, names);
  }

  #noted(node: SyntaxNode, type: Type): Type {
    const known = this.types.get(node);
    this.types.set(node, known === undefined ? type : join([known, type]));
    return type;
  }

  #filter({ predicate }: FilterNode, of: Type, names: Names): Type {
    const items = join([flatItems(of), ...(isSingle(of) ? [] : [NOTHING])]);
    const answer = this.typeOf(predicate, withoutNothing(items), names);
    const picksOne = answer.kind === "literal" && typeof answer.value === "number";
    // Where nothing passes, it stands in lists as null.
    const passed = mayBeNothing(of) && !refusesNothing(predicate) ? sequenceOf(NULL) : NOTHING;
    if (isSingle(of)) return optional(join([of, passed]));
    return optional(join([picksOne ? flatItems(of) : sequenceOf(flatItems(of)), passed]));
  }

  #group(pairs: readonly Pair[], context: Type, names: Names, binds: boolean): Type {
    const inside = binds ? withSequences(names) : names;
    const item = flatItems(context);
    const single = isSingle(context) && !binds ? context : optional(join([sequenceOf(item), sequenceOf(flatItems(item))]));
    const fields = new Map<string, Type>();
    let rest: Type = NOTHING;
    for (const { key, value } of pairs) {
      const name = this.typeOf(key, single, inside);
      const type = this.typeOf(value, single, inside);
      this.#hintSingle(value, type);
      if (name.kind === "literal" && typeof name.value === "string") fields.set(name.value, binds ? optional(type) : type);
      else rest = join([rest, withoutNothing(type)]);
    }
    return { kind: "object", fields, rest };
  }

  #hintSingle(value: SyntaxNode, type: Type): void {
    if (!membersOf(type).some(({ kind }) => kind === "sequence")) return;
    const message = "One item comes out as itself, several as a list. Put [] behind the path to have a list always.";
    this.#report({ code: "array-or-single", severity: "info", message }, value);
  }

  #arrayItem(item: SyntaxNode, context: Type, names: Names): Type {
    const type = this.typeOf(item, context, names);
    return item.kind === "array" ? withoutNothing(type) : flatItems(type);
  }

  #binary({ operator, left, right }: Extract<SyntaxNode, { kind: "binary" }>, context: Type, names: Names): Type {
    if ("+-*/%".includes(operator)) {
      const operands = [left, right].map((operand) => this.#operand(operand, operator, context, names));
      return operands.some(mayBeNothing) ? optional(NUMBER) : NUMBER;
    }
    const types = [left, right].map((operand) => this.typeOf(operand, context, names));
    if (operator === "&") return STRING;
    const compares = operator.startsWith("<") || operator.startsWith(">");
    return compares && types.some(mayBeNothing) ? optional(BOOLEAN) : BOOLEAN;
  }

  #operand(node: SyntaxNode, operator: string, context: Type, names: Names): Type {
    const type = this.typeOf(node, context, names);
    if (argumentProblem("n", type) !== undefined) {
      const message = `The operator ${operator} needs a number here and gets ${describeType(withoutNothing(type))}.`;
      this.#report({ code: "wrong-type", severity: "error", message }, node);
    } else if (mayBeNothing(type) && type.kind !== "unknown") {
      const message = "This may be missing, and then the result is missing too. Put ?? and a default behind it.";
      this.#report({ code: "possibly-missing", severity: "info", message }, node);
    }
    return type;
  }

  #builtInValue(name: string): Type {
    return { kind: "function", call: (given) => optional(builtInType(name)!.result(given)) };
  }

  #apply({ value, target }: Extract<SyntaxNode, { kind: "apply" }>, context: Type, names: Names): Type {
    const first = this.typeOf(value, context, names);
    if (target.kind === "call") return this.#noted(target, this.#call(target, [first], context, names));
    const callee = this.typeOf(target, context, names);
    if (membersOf(first).some(({ kind }) => kind === "function")) return UNKNOWN;
    return callType(callee, [first]);
  }

  #call(node: CallNode, first: readonly Type[], context: Type, names: Names): Type {
    const { procedure } = node;
    const given = [...first, ...node.arguments.map((argument) => this.typeOf(argument, context, names))];
    const builtIn =
      procedure.kind === "variable" && names.find(procedure.name) === undefined ? builtInType(procedure.name) : undefined;
    if (builtIn === undefined || procedure.kind !== "variable") return callType(this.typeOf(procedure, context, names), given);
    const wanted = parametersOf(builtIn.parameters);
    this.#checkArguments(node, procedure.name, wanted, given, first.length);
    // A function that is given less may take the context instead.
    const isWhole = given.length >= wanted.length;
    return isWhole || given.length > 0
      ? this.#builtIn(procedure.name, node, given, isWhole)
      : optional(builtIn.result([context]));
  }

  #builtIn(name: string, node: CallNode, given: readonly Type[], isWhole: boolean): Type {
    if (name === "lookup" && isWhole) {
      const key = this.types.get(node.arguments.at(-1)!);
      if (key?.kind === "literal" && typeof key.value === "string") return fieldType(given[0]!, key.value);
    }
    const type = builtInType(name)!.result(given);
    const takesContext =
      !isWhole && !["join", "string", "round", "formatBase", "sort", "now", "single", "reduce", "error", "assert"].includes(name);
    return takesContext ? optional(type) : type;
  }

  #checkArguments(node: CallNode, name: string, wanted: readonly string[], given: readonly Type[], offset: number): void {
    // Given less, the arguments may stand for later parameters.
    if (given.length < wanted.length && name !== "join" && name !== "round" && name !== "map" && name !== "sum") return;
    given.forEach((type, index) => {
      const problem = wanted[index] === undefined ? undefined : argumentProblem(wanted[index], type);
      if (problem === undefined) return;
      const place = node.arguments[index - offset] ?? node;
      this.#report({ code: "wrong-type", severity: "error", message: `$${name}: ${problem}.` }, place);
    });
  }

  /** What it changes is a copy of what it is given; fields may come and go anywhere in it. */
  #transform({ pattern, update, remove }: TransformNode, names: Names): Type {
    const call = ([given = UNKNOWN]: readonly Type[]): Type => {
      const found = flatItems(this.typeOf(pattern, given, names));
      this.typeOf(update, found, names);
      if (remove) this.typeOf(remove, found, names);
      return UNKNOWN;
    };
    return { kind: "function", call };
  }

  #lambda({ parameters, body, signature }: LambdaNode, context: Type, names: Names): Type {
    const call = (given: readonly Type[]): Type => {
      if (this.#depth >= DEEPEST_CALL) return UNKNOWN;
      this.#depth++;
      const inside = new ScopeNames(names);
      const isTaken = signature !== undefined;
      parameters.forEach(({ name }, index) => inside.bind(name, isTaken ? UNKNOWN : (given[index] ?? NOTHING)));
      const result = this.typeOf(body, context, inside);
      this.#depth--;
      return result;
    };
    return { kind: "function", call };
  }
}

const callType = (callee: Type, given: readonly Type[]): Type =>
  join(membersOf(callee).map((member) => (member.kind === "function" ? (member.call?.(given) ?? UNKNOWN) : UNKNOWN)));

/** Of `of[]`. A filter that lets nothing pass makes a list of it, in which it is null. */
function keptArray(type: Type, of: SyntaxNode): Type {
  if (!mayBeNothing(type)) return asArray(type);
  return optional(passesNothing(of) ? arrayOf(join([flatItems(type), NULL])) : asArray(type));
}

/** After `of@$v{...}` a variable holds what was bound for all items of a group. */
function withSequences(names: Names): Names {
  const inside = new ScopeNames(names);
  for (const [name, type] of names.own()) {
    if (type.kind !== "function") inside.bind(name, join([type, optional(sequenceOf(join([flatItems(type), type])))]));
  }
  return inside;
}
