import { parseSyntax } from "../../expression/syntax/parse-syntax.ts";
import { pathsRead, type PathRead } from "../../expression/syntax/paths-read.ts";
import type { CallNode, ObjectNode, Pair, SyntaxNode, SyntaxTree, TextRange } from "../../expression/syntax/syntax-node.ts";
import { toPointer } from "../../pointer.ts";
import { isPlainStep, joinSourcesOf, rangeOf, selectionOf } from "./array-path.ts";
import { branchesOf } from "./branch-form.ts";
import { literalValue } from "./literal-value.ts";
import type { FieldBody, FieldForm, MappingModel, MappingVariable, TargetField, TemplatePart } from "./mapping-model.ts";
import { ROOT_CONTEXT, traceContexts, type SourceContext } from "./source-context.ts";

/** The model of a mapping's text. Never throws; linear in the text. */
export function readMapping(text: string): MappingModel {
  const tree = parseSyntax(text);
  if (!tree.ok) return { text, problem: tree, root: unreadable(text) };
  return { text, tree, root: new FieldReader(tree).root() };
}

const unreadable = (text: string): TargetField => ({
  id: "",
  path: [],
  start: 0,
  end: text.length,
  form: { kind: "formula" },
  reads: [],
  children: [],
  loops: [],
  context: ROOT_CONTEXT,
});

/** Where a field stands, before its value is looked at. */
interface Place {
  readonly id: readonly string[];
  readonly path: readonly string[];
  readonly key?: TextRange;
  readonly branch?: number;
}

/** What was found out about a value: its form and its children, and where new children go. */
interface Shape {
  readonly form: FieldForm;
  readonly children?: readonly TargetField[];
  readonly body?: FieldBody;
}

const FORMULA: Shape = { form: { kind: "formula" } };

class FieldReader {
  readonly #root: SyntaxNode;
  readonly #reads: readonly PathRead[];
  readonly #contexts: ReadonlyMap<SyntaxNode, SourceContext>;

  constructor(tree: SyntaxTree) {
    this.#root = tree.root;
    this.#reads = pathsRead(tree);
    this.#contexts = traceContexts(tree.root);
  }

  root(): TargetField {
    return this.#field(this.#root, { id: [], path: [] });
  }

  #field(node: SyntaxNode, place: Place): TargetField {
    const { form, children = [], body } = this.#shape(node, place);
    const context = this.#contextOf(node);
    return {
      id: toPointer(place.id),
      path: place.path,
      ...(place.key === undefined ? {} : { key: place.key }),
      ...rangeOf(node),
      form,
      reads: this.#ownReads(node, place, children),
      children,
      ...(place.branch === undefined ? {} : { branch: place.branch }),
      loops: context.loops,
      context,
      ...(body === undefined ? {} : { body }),
    };
  }

  #contextOf(node: SyntaxNode): SourceContext {
    return this.#contexts.get(node) ?? ROOT_CONTEXT;
  }

  /** A computed key belongs to its field. */
  #ownReads(node: SyntaxNode, { key }: Place, children: readonly TargetField[]): PathRead[] {
    const inside = { start: key?.start ?? node.start, end: node.end };
    const taken = children.map((child) => ({ start: child.key?.start ?? child.start, end: child.end }));
    return this.#readsIn(inside).filter((read) => !taken.some((range) => contains(range, read)));
  }

  /** Reads are in the order of the text, so those inside a range are found by halving. */
  #readsIn(range: TextRange): PathRead[] {
    let [low, high] = [0, this.#reads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#reads[middle]!.start < range.start) low = middle + 1;
      else high = middle;
    }
    const found: PathRead[] = [];
    for (let read = this.#reads[low]; read !== undefined && read.start < range.end; read = this.#reads[++low])
      if (read.end <= range.end) found.push(read);
    return found;
  }

  #shape(node: SyntaxNode, place: Place): Shape {
    if (node.kind === "object") return this.#object(node, place);
    const literal = literalValue(node);
    if (literal !== undefined) return { form: { kind: "constant", ...literal } };
    switch (node.kind) {
      case "array":
        return this.#array(node.items, place);
      case "block":
        return this.#block(node.expressions, place);
      case "condition":
      case "default":
      case "coalesce":
        return this.#branches(node, place);
      case "binary":
        return node.operator === "&" ? { form: { kind: "template", parts: templateParts(node) } } : FORMULA;
      case "call":
        return this.#call(node, place);
      case "apply":
        return applied(node);
      case "group":
        return { form: { kind: "group", source: rangeOf(node.of), keys: node.pairs.map(keyRanges) } };
      default:
        return this.#path(node, place, false) ?? FORMULA;
    }
  }

  #object(node: ObjectNode, place: Place): Shape {
    return { form: { kind: "object" }, children: this.#pairs(node.pairs, place), body: this.#body(node, place) };
  }

  #body(node: ObjectNode, { path }: Place): FieldBody {
    return { node, path, context: this.#contextOf(node) };
  }

  /** A key that is written twice, or computed, is told apart by its number. */
  #pairs(pairs: readonly Pair[], { id, path }: Place): TargetField[] {
    const used = new Set<string>();
    return pairs.map(({ key, value }, index) => {
      const name = key.kind === "string" ? key.value : `(${index})`;
      const unique = used.has(name) ? `${name} (${index})` : name;
      used.add(name);
      return this.#field(value, { id: [...id, unique], path: [...path, name], key: rangeOf(key) });
    });
  }

  /** `[path]` makes a list of whatever the path finds: nothing, one or many. */
  #array(items: readonly SyntaxNode[], place: Place): Shape {
    const [only, ...others] = items;
    const isPathAlone = only !== undefined && others.length === 0 && only.kind !== "range";
    const listed = isPathAlone ? this.#path(only, place, true) : undefined;
    if (listed !== undefined) return listed;
    const { id, path } = place;
    const children = items.map((item, index) => this.#field(item, { id: [...id, String(index)], path: [...path, "*"] }));
    return { form: { kind: "list" }, children };
  }

  #block(expressions: readonly SyntaxNode[], place: Place): Shape {
    const result = expressions.at(-1);
    const before = expressions.slice(0, -1);
    if (result === undefined || result.kind === "bind") return FORMULA;
    if (before.length === 0) return this.#shape(result, place);
    const variables = before.flatMap((statement) => (statement.kind === "bind" ? [this.#variable(statement)] : []));
    if (variables.length < before.length) return FORMULA;
    const { children = [], body } = this.#shape(result, place);
    const form: FieldForm = { kind: "variables", variables, result: rangeOf(result) };
    return { form, children, ...(body === undefined ? {} : { body }) };
  }

  #variable(node: Extract<SyntaxNode, { kind: "bind" }>): MappingVariable {
    return { name: node.variable.name, ...rangeOf(node), value: rangeOf(node.value), reads: this.#readsIn(node.value) };
  }

  #branches(node: Extract<SyntaxNode, { kind: "condition" | "default" | "coalesce" }>, place: Place): Shape {
    const { form, results } = branchesOf(node);
    const children = results.flatMap((result, branch) => {
      const { form: inner } = this.#shape(result, place);
      if (!HAS_FIELDS.has(inner.kind)) return [];
      return [this.#field(result, { id: [...place.id, `?${branch}`], path: place.path, branch })];
    });
    return { form, children };
  }

  #call(node: CallNode, place: Place): Shape {
    const name = node.procedure.kind === "variable" ? node.procedure.name : undefined;
    if (name === undefined) return FORMULA;
    const [first, second, ...more] = node.arguments;
    if (first && second && more.length === 0) {
      const shape = second.kind === "lambda" ? this.#itemCall(name, first, second.body, place) : undefined;
      if (shape !== undefined) return shape;
      if (name === "lookup") return { form: { kind: "lookup", table: rangeOf(first), key: rangeOf(second) } };
    }
    if (name === "merge" && first?.kind === "array" && second === undefined) return this.#spread(first.items, place);
    return { form: { kind: "function", name, arguments: node.arguments.map(rangeOf) } };
  }

  /** `$map(lines, function($l) { … })` and its like. */
  #itemCall(name: string, array: SyntaxNode, item: SyntaxNode, place: Place): Shape | undefined {
    const source = selectionOf([array], rangeOf(array));
    switch (name) {
      case "map":
        return this.#each(item, place, { kind: "loop", isListed: false, ...source });
      case "filter":
        return { form: { kind: "filter", ...source, filters: [...source.filters, rangeOf(item)] } };
      case "sort":
        return { form: { kind: "sort", ...source, order: [...source.order, { by: rangeOf(item), isDescending: false }] } };
      default:
        return undefined;
    }
  }

  #spread(items: readonly SyntaxNode[], place: Place): Shape {
    const written = items.filter((item): item is ObjectNode => item.kind === "object");
    const parts = items.map((item) => ({ ...rangeOf(item), isFields: item.kind === "object" }));
    const last = written.at(-1);
    const children = this.#pairs(
      written.flatMap(({ pairs }) => pairs),
      place,
    );
    return { form: { kind: "spread", parts }, children, ...(last === undefined ? {} : { body: this.#body(last, place) }) };
  }

  /** The fields of the object made per item, or the item itself. */
  #each(item: SyntaxNode, place: Place, form: FieldForm): Shape {
    const inside = { id: [...place.id, "0"], path: [...place.path, "*"] };
    const { form: inner, children = [], body } = this.#shape(item, inside);
    if (inner.kind === "object" || inner.kind === "spread") return { form, children, ...(body === undefined ? {} : { body }) };
    return { form, children: [this.#field(item, inside)] };
  }

  #path(node: SyntaxNode, place: Place, isListed: boolean): Shape | undefined {
    if (node.kind === "path" && !isPlainStep(node.steps.at(-1)!)) return this.#made(node.steps, place, isListed);
    if (!isPlainStep(node) || (isListed && node.kind === "string")) return undefined;
    const sources = joinSourcesOf([node]);
    if (sources.length > 0) return { form: { kind: "join", sources, isListed } };
    const selection = selectionOf([node], rangeOf(node));
    if (selection.order.length > 0) return { form: { kind: "sort", ...selection } };
    if (selection.filters.length > 0) return { form: { kind: "filter", ...selection } };
    const read = this.#readsIn(node).find(({ start, end }) => start === node.start && end === node.end);
    return { form: { kind: "copy", ...(read === undefined ? {} : { names: read.path }), isListed } };
  }

  /** `lines.{ … }`, `lines.(price * qty)`: something made of each item. */
  #made(steps: readonly SyntaxNode[], place: Place, isListed: boolean): Shape | undefined {
    const before = steps.slice(0, -1);
    if (!before.every(isPlainStep)) return undefined;
    const item = steps.at(-1)!;
    const sources = joinSourcesOf(before);
    if (sources.length > 0) return this.#each(item, place, { kind: "join", sources, isListed });
    const source = { start: before[0]!.start, end: before.at(-1)!.end };
    return this.#each(item, place, { kind: "loop", isListed, ...selectionOf(before, source) });
  }
}

/** Branches with fields of their own are shown as fields; of others, the range is enough. */
const HAS_FIELDS: ReadonlySet<FieldForm["kind"]> = new Set([
  "object",
  "list",
  "loop",
  "join",
  "spread",
  "variables",
  "condition",
  "switch",
]);

const contains = (outer: TextRange, inner: TextRange): boolean => outer.start <= inner.start && inner.end <= outer.end;

const keyRanges = ({ key, value }: Pair): { key: TextRange; value: TextRange } => ({ key: rangeOf(key), value: rangeOf(value) });

/** `"a" & b & "c"` leans to the left. */
function templateParts(node: SyntaxNode): TemplatePart[] {
  if (node.kind === "binary" && node.operator === "&") return [...templateParts(node.left), ...templateParts(node.right)];
  if (node.kind === "string") return [{ type: "text", text: node.value, range: rangeOf(node) }];
  return [{ type: "value", range: rangeOf(node) }];
}

/** `name ~> $uppercase`: a function with what stands before it as its first argument. */
function applied({ value, target }: Extract<SyntaxNode, { kind: "apply" }>): Shape {
  if (target.kind === "variable") return { form: { kind: "function", name: target.name, arguments: [rangeOf(value)] } };
  if (target.kind !== "call" || target.procedure.kind !== "variable") return FORMULA;
  const given = [value, ...target.arguments].map(rangeOf);
  return { form: { kind: "function", name: target.procedure.name, arguments: given } };
}
