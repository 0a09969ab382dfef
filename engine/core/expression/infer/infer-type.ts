import type { Pair, SyntaxNode, SyntaxTree, TextRange } from "../syntax/syntax-node.ts";
import { ScopeNames } from "../syntax/scope-names.ts";
import { childrenOf } from "../syntax/visit.ts";
import { argumentProblem } from "./check-arguments.ts";
import { builtInType } from "./built-in-types.ts";
import type { MappingBundle } from "../mappings/mapping-bundle.ts";
import { describeType } from "./describe-type.ts";
import { anyFieldType, flatItems, isSingle } from "./read-type.ts";
import type { TypeProblem } from "./type-problem.ts";
import {
  BOOLEAN,
  FUNCTION,
  NOTHING,
  NULL,
  NUMBER,
  STRING,
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
import { bindsAlong, isNavigation, keepsArray } from "./node-shape.ts";
import type { InferencePass, Names } from "./inference-pass.ts";
import { fieldAt, filterType, keptArray, pathType, withSequences } from "./infer-path.ts";
import { applyType, callOf, lambdaType, transformType } from "./infer-call.ts";
import { unusedInput } from "./unused-input.ts";

export interface Inference {
  readonly type: Type;
  /** Of every node that is evaluated, what it gives; of a function's body, for all its calls together. */
  readonly types: ReadonlyMap<SyntaxNode, Type>;
  readonly problems: readonly TypeProblem[];
}

interface Known {
  readonly bindings?: ReadonlyMap<string, Type>;
  /** What `$useMapping` finds. */
  readonly mappings?: MappingBundle | undefined;
}

/**
 * What an expression gives, from what its scope holds, without evaluating it. Never too narrow: every value that the
 * expression can give is of the type. `scope` is the type of `$$`, and `bindings` those of variables from outside.
 */
export function inferType(tree: SyntaxTree, scope: Type, { bindings = new Map(), mappings = {} }: Known = {}): Inference {
  const pass = new Pass(scope, mappings);
  const names = new ScopeNames<Type>();
  for (const [name, type] of bindings) names.bind(name, type);
  const type = pass.typeOf(tree.root, scope, names);
  const problems = [...pass.problems.values(), ...unusedInput(tree, scope)];
  return { type, types: pass.types, problems: problems.toSorted((left, right) => left.start - right.start) };
}

class Pass implements InferencePass {
  readonly types = new Map<SyntaxNode, Type>();
  readonly problems = new Map<string, TypeProblem>();
  readonly #scope: Type;
  readonly mappings: MappingBundle;
  depth = 0;

  constructor(scope: Type, mappings: MappingBundle) {
    this.#scope = scope;
    this.mappings = mappings;
  }

  typeOf(node: SyntaxNode, context: Type, names: Names): Type {
    return this.noted(node, this.#infer(node, context, names));
  }

  noted(node: SyntaxNode, type: Type): Type {
    const known = this.types.get(node);
    this.types.set(node, known === undefined ? type : join([known, type]));
    return type;
  }

  within(scope: Type, mappings: MappingBundle): Pass {
    const pass = new Pass(scope, mappings);
    pass.depth = this.depth + 1;
    return pass;
  }

  report(problem: Omit<TypeProblem, "start" | "end">, { start, end }: TextRange): void {
    this.problems.set(`${problem.code} ${start} ${end}`, { ...problem, start, end });
  }

  #infer(node: SyntaxNode, context: Type, names: Names): Type {
    switch (node.kind) {
      case "name":
        return fieldAt(this, node, node.name, context);
      case "string":
      case "number":
        return { kind: "literal", value: node.value };
      case "constant":
        return node.value === null ? NULL : { kind: "literal", value: node.value };
      case "variable":
        if (node.name === "") return context;
        return node.name === "$"
          ? this.#scope
          : (names.find(node.name) ?? (builtInType(node.name) ? builtInValue(node.name) : UNKNOWN));
      case "wildcard":
        return anyFieldType(context);
      case "path":
        return pathType(this, node, context, names);
      case "filter": {
        const filtered = filterType(this, node, this.typeOf(node.of, context, names), names);
        return keepsArray(node.of) ? join([filtered, keptArray(filtered, node)]) : filtered;
      }
      case "keepArray": {
        const kept = this.typeOf(node.of, context, names);
        return isNavigation(node.of) ? keptArray(kept, node.of) : join([kept, keptArray(kept, node.of)]);
      }
      case "sort": {
        const sorted = this.typeOf(node.of, context, names);
        for (const { by } of node.terms) this.typeOf(by, flatItems(sorted), names);
        if (isSingle(sorted)) return sorted;
        return optional(keepsArray(node) ? sorted : join([sorted, sequenceOf(flatItems(sorted))]));
      }
      case "focus":
      case "index":
        return pathType(this, { ...node, kind: "path", steps: [node] }, context, names);
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
        return applyType(this, node, context, names);
      case "call":
        return callOf(this, node, [], context, names);
      case "partial":
        for (const argument of node.arguments) this.typeOf(argument, context, names);
        return FUNCTION;
      case "lambda":
        return lambdaType(this, node, context, names);
      case "transform":
        return transformType(this, node, names);
      case "regex":
        return FUNCTION;
      default:
        for (const child of childrenOf(node)) this.typeOf(child, context, names);
        return UNKNOWN;
    }
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
    this.report({ code: "array-or-single", severity: "info", message }, value);
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
      this.report({ code: "wrong-type", severity: "error", message }, node);
    } else if (mayBeNothing(type) && type.kind !== "unknown") {
      const message = "This may be missing, and then the result is missing too. Put ?? and a default behind it.";
      this.report({ code: "possibly-missing", severity: "info", message }, node);
    }
    return type;
  }
}

const builtInValue = (name: string): Type => ({ kind: "function", call: (given) => optional(builtInType(name)!.result(given)) });
