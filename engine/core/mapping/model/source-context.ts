import type {
  CallNode,
  FocusNode,
  LambdaNode,
  PartialNode,
  SyntaxNode,
  TextRange,
  TransformNode,
} from "../../expression/syntax/syntax-node.ts";
import { childrenOf } from "../../expression/syntax/visit.ts";

/**
 * What `$` and the variables stand for at some place of an expression. Names in JSONata are relative to a context: `sku` is a field of a
 * line inside `input.lines.{ "sku": sku }`. Whoever shows which array a field belongs to, or writes a new path into a text, must know that
 * context. Arrays leave no trace in a path, so names are those of a schema without its `*`.
 */
export interface SourceContext {
  /** Names from the scope to what `$` is; undefined when it was computed. */
  readonly at: Names;
  /** Arrays whose items are gone through here, outermost first. */
  readonly loops: readonly SourceLoop[];
  readonly variables: ReadonlyMap<string, Names>;
}

/** The range is that of the array in the text. */
export interface SourceLoop extends TextRange {
  /** The array that is gone through; undefined when it was computed. */
  readonly names: Names;
  /** The item is this variable; absent when it is the context. */
  readonly variable?: string;
}

export type Names = readonly string[] | undefined;

export const ROOT_CONTEXT: SourceContext = { at: [], loops: [], variables: new Map() };

/** The context of each node of a syntax tree. */
export function traceContexts(root: SyntaxNode): ReadonlyMap<SyntaxNode, SourceContext> {
  const tracer = new Tracer();
  tracer.visit(root, ROOT_CONTEXT);
  return tracer.contexts;
}

/** The names a value was looked up under, and what the steps behind it see where that is not simply the value. */
interface Trail {
  readonly names: Names;
  readonly after?: SourceContext;
}

const COMPUTED: Trail = { names: undefined };

/** What a function is given to go through: as its first argument, or by `~>`. */
interface Items {
  readonly names: Names;
  readonly range: TextRange;
}

/** Parameters that are items, of functions that call their last argument with the items of their first. */
const ITEM_PARAMETERS: Readonly<Record<string, readonly number[]>> = {
  map: [0],
  filter: [0],
  single: [0],
  sort: [0, 1],
  reduce: [1],
};

/** Functions that give some of the items they were given. */
const KEEPS_ITEMS: ReadonlySet<string> = new Set(["filter", "sort", "single", "reverse", "distinct", "shuffle"]);

class Tracer {
  readonly contexts = new Map<SyntaxNode, SourceContext>();

  /** `isStep`: stands in a path, where a text is the name of a field. */
  visit(node: SyntaxNode, context: SourceContext, isStep = false): Trail {
    this.contexts.set(node, context);
    switch (node.kind) {
      case "name":
        return { names: below(context.at, node.name) };
      case "string":
        return isStep ? { names: below(context.at, node.value) } : COMPUTED;
      case "variable":
        return { names: variableNames(node.name, context) };
      case "parent":
        return { names: context.at?.slice(0, -1) };
      case "path":
        return this.#path(node.steps, context);
      case "block":
        return this.#block(node.expressions, context);
      case "filter":
      case "keepArray":
      case "sort":
      case "index":
      case "focus":
        return this.#wrapped(node, context, isStep);
      default:
        return this.#computed(node, context);
    }
  }

  /** `of[...]`, `of[]`, `of^(...)`: they lead where `of` leads. `of#$i` and `of@$v` also bind a variable. */
  #wrapped(node: Wrapper, context: SourceContext, isStep: boolean): Trail {
    const trail = this.visit(node.of, context, isStep);
    const item = trail.after ?? withLoop(context, trail.names, node.of);
    if (node.kind === "filter") this.visit(node.predicate, item);
    if (node.kind === "sort") for (const { by } of node.terms) this.visit(by, item);
    if (node.kind === "focus") return focused(node, trail, context);
    if (node.kind !== "index") return trail;
    return { ...trail, after: { ...item, variables: new Map(item.variables).set(node.variable.name, undefined) } };
  }

  #path(steps: readonly SyntaxNode[], outer: SourceContext): Trail {
    const { start } = steps[0]!;
    let context = outer;
    let bound: SourceContext | undefined;
    let trail: Trail = COMPUTED;
    for (const step of steps) {
      trail = this.visit(step, context, true);
      bound = trail.after ?? bound;
      context = trail.after ?? { ...withLoop(bound ?? outer, trail.names, { start, end: step.end }) };
    }
    return { names: trail.names, ...(bound === undefined ? {} : { after: context }) };
  }

  #block(expressions: readonly SyntaxNode[], outer: SourceContext): Trail {
    const variables = new Map(outer.variables);
    const context: SourceContext = { ...outer, variables };
    let trail: Trail = COMPUTED;
    for (const expression of expressions) trail = this.#statement(expression, context, variables);
    return { names: trail.names };
  }

  #statement(node: SyntaxNode, context: SourceContext, variables: Map<string, Names>): Trail {
    if (node.kind !== "bind") return this.visit(node, context);
    this.contexts.set(node, context);
    const trail = this.#statement(node.value, context, variables);
    variables.set(node.variable.name, trail.names);
    return trail;
  }

  #computed(node: SyntaxNode, context: SourceContext): Trail {
    switch (node.kind) {
      case "call":
      case "partial":
        return this.#call(node, undefined, context);
      case "lambda":
        return this.#lambda(node, undefined, [], context);
      case "apply":
        return this.#apply(node.value, node.target, context);
      case "transform":
        return this.#transform(node, context);
      case "bind":
        return this.visit(node.value, context);
      case "group": {
        const item = withLoop(context, this.visit(node.of, context).names, node.of);
        for (const { key, value } of node.pairs) [key, value].forEach((part) => this.visit(part, item));
        return COMPUTED;
      }
      default:
        for (const child of childrenOf(node)) this.visit(child, context);
        return COMPUTED;
    }
  }

  #call({ procedure, arguments: given }: CallNode | PartialNode, piped: Items | undefined, context: SourceContext): Trail {
    const name = procedure.kind === "variable" ? procedure.name : "";
    if (procedure.kind !== "variable") this.visit(procedure, context);
    let items = piped;
    for (const [index, argument] of given.entries()) {
      if (argument.kind === "lambda") this.#lambda(argument, items, ITEM_PARAMETERS[name] ?? [], context);
      else {
        const { names } = this.visit(argument, context);
        if (index === 0) items ??= { names, range: argument };
      }
    }
    return KEEPS_ITEMS.has(name) && items !== undefined ? { names: items.names } : COMPUTED;
  }

  #lambda(node: LambdaNode, items: Items | undefined, itemParameters: readonly number[], outer: SourceContext): Trail {
    this.contexts.set(node, outer);
    const variables = new Map(outer.variables);
    node.parameters.forEach(({ name }, index) => variables.set(name, itemParameters.includes(index) ? items?.names : undefined));
    const variable = node.parameters[itemParameters[0] ?? -1]?.name;
    const loop = items === undefined || variable === undefined ? [] : [{ ...rangeOf(items.range), names: items.names, variable }];
    this.visit(node.body, { ...outer, variables, loops: [...outer.loops, ...loop] });
    return COMPUTED;
  }

  #apply(value: SyntaxNode, target: SyntaxNode, context: SourceContext): Trail {
    const { names } = this.visit(value, context);
    this.contexts.set(target, context);
    if (target.kind === "call" || target.kind === "partial") return this.#call(target, { names, range: value }, context);
    if (target.kind === "transform") return this.#transform(target, { ...context, at: names });
    this.visit(target, context);
    return COMPUTED;
  }

  #transform({ pattern, update, remove }: TransformNode, context: SourceContext): Trail {
    const item = withLoop(context, this.visit(pattern, context).names, pattern);
    this.visit(update, item);
    if (remove !== undefined) this.visit(remove, item);
    return COMPUTED;
  }
}

type Wrapper = Extract<SyntaxNode, { kind: "filter" | "keepArray" | "sort" | "index" | "focus" }>;

const below = (at: Names, name: string): Names => (at === undefined ? undefined : [...at, name]);

function variableNames(name: string, { at, variables }: SourceContext): Names {
  if (name === "") return at;
  return name === "$" ? [] : variables.get(name);
}

/** `lines@$l`: the variable is the line, and the context stays what it was. */
function focused({ variable: { name }, of }: FocusNode, { names, after }: Trail, context: SourceContext): Trail {
  const { loops, variables } = after ?? context;
  const loop = { ...rangeOf(of), names, variable: name };
  const next = { at: context.at, loops: [...loops, loop], variables: new Map(variables).set(name, names) };
  return { names: context.at, after: next };
}

const withLoop = (context: SourceContext, names: Names, range: TextRange): SourceContext => ({
  ...context,
  at: names,
  loops: [...context.loops, { ...rangeOf(range), names }],
});

const rangeOf = ({ start, end }: TextRange): TextRange => ({ start, end });
