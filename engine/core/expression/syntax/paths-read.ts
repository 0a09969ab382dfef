import {
  ANY_DEPTH,
  ANY_FIELD,
  anyFieldOfOrigin,
  fieldOfOrigin,
  joinOrigins,
  NOWHERE,
  parentOfOrigin,
  scopeOrigin,
  type Origin,
  type OriginPath,
} from "./origin.ts";
import { originOfBuiltIn } from "./origin-of-built-in.ts";
import { ScopeNames } from "./scope-names.ts";
import type { CallNode, LambdaNode, Pair, PathNode, SyntaxNode, SyntaxTree, TextRange } from "./syntax-node.ts";
import { childrenOf } from "./visit.ts";

/** A place of the scope that an expression reads, and the part of the text that reads it. */
export interface PathRead extends TextRange {
  /** From the scope: `["input", "lines", "price"]`; `*` for all fields, `**` for everything below, empty for the scope. */
  readonly path: OriginPath;
  /** It is only gone through here: what is read of its items is told beside it. */
  readonly isThrough: boolean;
}

/**
 * Every path an expression reads, not only the first operand of each operator: names inside filters, steps, orders and groups
 * are read in what they stand behind, and variables, parameters of functions and `%` are followed to where their value
 * comes from. `input.lines[qty > 1].price` reads `input.lines.price` and `input.lines.qty`. In the order of the text, without
 * repeats.
 */
export function pathsRead({ root }: SyntaxTree): readonly PathRead[] {
  const reader = new Reader();
  reader.originOf(root, scopeOrigin, new ScopeNames<Origin>());
  return [...reader.reads.values()].toSorted((left, right) => left.start - right.start || left.end - right.end);
}

type Names = ScopeNames<Origin>;

/** A function may call itself; what it reads shows in the first turns. */
const DEEPEST_CALL = 6;

class Reader {
  readonly reads = new Map<string, PathRead>();
  #depth = 0;

  originOf(node: SyntaxNode, context: Origin, names: Names): Origin {
    switch (node.kind) {
      case "path":
        return this.#path(node, context, names);
      case "name":
      case "variable":
      case "wildcard":
      case "descendant":
      case "parent":
        return this.#noted(node, this.#navigate(node, context, names));
      case "filter":
      case "keepArray":
      case "focus":
      case "index":
        return isNavigation(node)
          ? this.#noted(node, this.#navigate(node, context, names))
          : this.#wrapped(node, this.originOf(node.of, context, names), context, names);
      case "sort": {
        const sorted = this.originOf(node.of, context, names);
        for (const { by } of node.terms) this.originOf(by, sorted, names);
        return sorted;
      }
      case "group":
        return this.#pairs(node.pairs, this.originOf(node.of, context, names), names);
      case "object":
        return this.#pairs(node.pairs, context, names);
      default:
        return this.#originOfComputed(node, context, names);
    }
  }

  /** Of what is no path: what it chooses, binds, calls or builds. */
  #originOfComputed(node: SyntaxNode, context: Origin, names: Names): Origin {
    switch (node.kind) {
      case "array":
        return joinOrigins(node.items.map((item) => this.originOf(item, context, names)));
      case "condition": {
        this.originOf(node.condition, context, names);
        const otherwise = node.otherwise === undefined ? NOWHERE : this.originOf(node.otherwise, context, names);
        return joinOrigins([this.originOf(node.then, context, names), otherwise]);
      }
      case "default":
      case "coalesce":
        return joinOrigins([this.originOf(node.value, context, names), this.originOf(node.otherwise, context, names)]);
      case "block": {
        const inside = new ScopeNames(names);
        return node.expressions.map((part) => this.originOf(part, context, inside)).at(-1) ?? NOWHERE;
      }
      case "bind": {
        const value = this.originOf(node.value, context, names);
        names.bind(node.variable.name, value);
        return value;
      }
      case "apply": {
        const value = this.originOf(node.value, context, names);
        if (node.target.kind === "call") return this.#call(node.target, [value], context, names);
        return this.originOf(node.target, context, names).call?.([value]) ?? NOWHERE;
      }
      case "call":
        return this.#call(node, [], context, names);
      case "lambda":
        return this.#lambda(node, context, names);
      case "transform": {
        const call = (given: readonly Origin[]): Origin => {
          const changed = this.originOf(node.pattern, given[0] ?? NOWHERE, names);
          this.originOf(node.update, changed, names);
          if (node.remove) this.originOf(node.remove, changed, names);
          return joinOrigins(given);
        };
        return { paths: [], call };
      }
      default:
        for (const child of childrenOf(node)) this.originOf(child, context, names);
        return NOWHERE;
    }
  }

  #noted({ start, end }: TextRange, origin: Origin, isThrough = false): Origin {
    for (const path of origin.paths) this.reads.set(`${start}-${end}-${path.join("\n")}`, { path, start, end, isThrough });
    return origin;
  }

  /** What is followed is noted once, as far as it is plain navigation. */
  #path({ start, steps, end }: PathNode, context: Origin, names: Names): Origin {
    let origin = context;
    steps.forEach((step, index) => {
      const before = steps[index - 1];
      if (isNavigation(step)) {
        origin = this.#navigate(step, origin, names);
        return;
      }
      if (before && isNavigation(before)) this.#noted({ start, end: before.end }, origin, true);
      origin = this.originOf(step, origin, names);
    });
    return isNavigation(steps.at(-1)!) ? this.#noted({ start, end }, origin) : origin;
  }

  #navigate(node: SyntaxNode, context: Origin, names: Names): Origin {
    switch (node.kind) {
      case "name":
        return fieldOfOrigin(context, node.name);
      case "string":
        return fieldOfOrigin(context, node.value);
      case "variable":
        if (node.name === "") return context;
        return node.name === "$" ? scopeOrigin : (names.find(node.name) ?? NOWHERE);
      case "wildcard":
        return anyFieldOfOrigin(context, ANY_FIELD);
      case "descendant":
        return anyFieldOfOrigin(context, ANY_DEPTH);
      case "parent":
        return parentOfOrigin(context);
      case "filter":
      case "keepArray":
      case "focus":
      case "index":
        return this.#wrapped(node, this.#navigate(node.of, context, names), context, names);
      default:
        return NOWHERE;
    }
  }

  #wrapped(
    node: Extract<SyntaxNode, { kind: "filter" | "keepArray" | "focus" | "index" }>,
    origin: Origin,
    context: Origin,
    names: Names,
  ): Origin {
    if (node.kind === "filter") this.originOf(node.predicate, origin, names);
    if (node.kind === "index") names.bind(node.variable.name, NOWHERE);
    if (node.kind !== "focus") return origin;
    names.bind(node.variable.name, origin);
    return context;
  }

  #pairs(pairs: readonly Pair[], context: Origin, names: Names): Origin {
    const fields = new Map<string, Origin>();
    for (const { key, value } of pairs) {
      if (key.kind !== "string") this.originOf(key, context, names);
      const origin = this.originOf(value, context, names);
      if (key.kind === "string") fields.set(key.value, origin);
    }
    return { paths: [], fields };
  }

  #call({ procedure, arguments: parts }: CallNode, first: readonly Origin[], context: Origin, names: Names): Origin {
    const given = [...first, ...parts.map((part) => this.originOf(part, context, names))];
    if (procedure.kind === "variable" && names.find(procedure.name) === undefined) {
      const key = parts.at(-1);
      return originOfBuiltIn(procedure.name, given, key?.kind === "string" ? key.value : undefined);
    }
    return this.originOf(procedure, context, names).call?.(given) ?? NOWHERE;
  }

  #lambda({ parameters, body }: LambdaNode, context: Origin, names: Names): Origin {
    const call = (given: readonly Origin[]): Origin => {
      if (this.#depth >= DEEPEST_CALL) return NOWHERE;
      this.#depth++;
      const inside = new ScopeNames(names);
      parameters.forEach(({ name }, index) => inside.bind(name, given[index] ?? NOWHERE));
      const result = this.originOf(body, context, inside);
      this.#depth--;
      return result;
    };
    // What is never called, as far as can be seen, reads what it can without arguments.
    call([]);
    return { paths: [], call };
  }
}

/** A step that only picks what is there. */
function isNavigation(node: SyntaxNode): boolean {
  switch (node.kind) {
    case "name":
    case "string":
    case "variable":
    case "wildcard":
    case "descendant":
    case "parent":
      return true;
    case "filter":
    case "keepArray":
    case "focus":
    case "index":
      return isNavigation(node.of);
    default:
      return false;
  }
}
