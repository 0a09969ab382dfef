import type { Pair, SyntaxNode } from "#engine/core/expression/syntax/syntax-node.ts";

/**
 * JSONata's own tree and ours, brought to one form: nested lists that say what is inside what. The rewriting that JSONata
 * does to its tree is done to ours: names become paths, steps take their filters along, `a ?: b` becomes a condition.
 */
export type Form = string | number | boolean | null | undefined | readonly Form[];

interface Reference {
  readonly type?: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

const many = (nodes: unknown): readonly Form[] => (nodes as readonly Reference[]).map(formOfReference);

export function formOfReference(node: Reference): Form {
  const form: Form[] = [plainForm(node)];
  if (node["focus"] !== undefined) form.push(["@", node["focus"] as string]);
  if (node["index"] !== undefined) form.push(["#", node["index"] as string]);
  for (const stage of [...((node["predicate"] ?? node["stages"] ?? []) as readonly Reference[])]) {
    form.push(stage.type === "index" ? ["#", stage.value as string] : ["[]", formOfReference(stage["expr"] as Reference)]);
  }
  if (node["group"] !== undefined) form.push(["{}", pairsOfReference((node["group"] as Reference)["lhs"])]);
  return form.length === 1 ? form[0]! : form;
}

const pairsOfReference = (pairs: unknown): Form =>
  (pairs as readonly (readonly [Reference, Reference])[]).map(([key, value]) => [formOfReference(key), formOfReference(value)]);

function plainForm(node: Reference): Form {
  const child = (key: string): Form => (node[key] === undefined ? undefined : formOfReference(node[key] as Reference));
  switch (node.type) {
    case "path":
      return ["path", node["keepSingletonArray"] === true || node["keepArray"] === true, ...many(node["steps"])];
    case "binary":
      return ["binary", node.value as string, child("lhs"), child("rhs")];
    case "unary":
      if (node.value === "[") return ["array", ...many(node["expressions"])];
      if (node.value === "{") return ["object", pairsOfReference(node["lhs"])];
      return ["-", child("expression")];
    case "regex":
      return ["regex", String(node.value)];
    case "bind":
    case "apply":
      return [node.type, child("lhs"), child("rhs")];
    case "condition":
      return ["condition", child("condition"), child("then"), child("else")];
    case "block":
      return ["block", ...many(node["expressions"])];
    case "function":
    case "partial":
      return [node.type, child("procedure"), ...many(node["arguments"])];
    case "lambda":
      if (node["thunk"] === true) return formOfReference(node["body"] as Reference);
      return [
        "lambda",
        (node["signature"] as { definition?: string } | undefined)?.definition,
        ...many(node["arguments"]),
        child("body"),
      ];
    case "transform":
      return ["transform", child("pattern"), child("update"), child("delete")];
    case "sort":
      return [
        "sort",
        ...(node["terms"] as readonly Reference[]).map((term) => [
          term["descending"] as boolean,
          formOfReference(term["expression"] as Reference),
        ]),
      ];
    case "operator":
      return ["?"];
    default:
      return [
        node.type ?? "",
        ...(node.value === undefined || node.type === "wildcard" || node.type === "descendant" ? [] : [node.value as Form]),
      ];
  }
}

/** A path of ours while it is brought into form; `group` stands behind it whatever follows. */
interface Path {
  keeps: boolean;
  /** A step of it keeps arrays, which the path learns where it goes on. */
  stepKeeps?: boolean;
  steps: Form[];
  after: Form[];
}

export function formOfSyntax(node: SyntaxNode, text: string): Form {
  const form = (inner: SyntaxNode): Form => formOfSyntax(inner, text);
  const pairs = (list: readonly Pair[]): Form => list.map(({ key, value }) => [form(key), form(value)]);
  const path = pathOf(node, text);
  if (path) {
    const plain: Form = ["path", path.keeps, ...path.steps];
    return path.after.length === 0 ? plain : [plain, ...path.after];
  }
  switch (node.kind) {
    case "string":
    case "number":
      return [node.kind, node.value];
    case "constant":
      return ["value", node.value];
    case "variable":
      return ["variable", node.name];
    case "regex":
      return ["regex", String(new RegExp(node.pattern, `${node.flags}g`))];
    case "placeholder":
      return ["?"];
    case "filter":
      return suffixed(form(node.of), ["[]", form(node.predicate)]);
    case "keepArray":
      return form(node.of);
    case "focus":
      return suffixed(form(node.of), ["@", node.variable.name]);
    case "group":
      return suffixed(form(node.of), ["{}", pairs(node.pairs)]);
    case "object":
      return ["object", pairs(node.pairs)];
    case "array":
      return ["array", ...node.items.map(form)];
    case "range":
      return ["binary", "..", form(node.from), form(node.to)];
    case "binary":
      return ["binary", node.operator, form(node.left), form(node.right)];
    case "negate":
      return negated(form(node.operand));
    case "condition":
      return ["condition", form(node.condition), form(node.then), node.otherwise && form(node.otherwise)];
    case "default":
      return ["condition", form(node.value), form(node.value), form(node.otherwise)];
    case "coalesce":
      return ["condition", ["function", ["variable", "exists"], form(node.value)], form(node.value), form(node.otherwise)];
    case "block":
      return ["block", ...node.expressions.map(form)];
    case "bind":
      return ["bind", form(node.variable), form(node.value)];
    case "apply":
      return ["apply", form(node.value), form(node.target)];
    case "call":
      return ["function", form(node.procedure), ...node.arguments.map(form)];
    case "partial":
      return ["partial", form(node.procedure), ...node.arguments.map(form)];
    case "lambda": {
      const signature = node.signature && text.slice(node.signature.start, node.signature.end).replaceAll(/\s/g, "");
      return ["lambda", signature, ...node.parameters.map(form), form(node.body)];
    }
    case "transform":
      return ["transform", form(node.pattern), form(node.update), node.remove && form(node.remove)];
    default:
      return [node.kind];
  }
}

/** Suffixes gather beside what they stand behind. */
function suffixed(form: Form, suffix: Form): Form {
  const isSuffixed = Array.isArray(form) && Array.isArray(form[0]);
  return isSuffixed ? [...(form as readonly Form[]), suffix] : [form, suffix];
}

function negated(operand: Form): Form {
  const isNumber = Array.isArray(operand) && operand[0] === "number";
  return isNumber ? ["number", -(operand[1] as number)] : ["-", operand];
}

function pathOf(node: SyntaxNode, text: string): Path | undefined {
  switch (node.kind) {
    case "name":
      return { keeps: false, steps: [["name", node.name]], after: [] };
    case "path":
      return node.steps
        .map((step) => stepPath(step, text))
        .reduce((left, right) => ({
          keeps: left.keeps || right.keeps || left.stepKeeps === true || right.stepKeeps === true,
          steps: [...left.steps, ...right.steps],
          after: [...left.after, ...right.after],
        }));
    case "sort": {
      const path = pathOf(node.of, text) ?? soleStep(node.of, text);
      const terms = node.terms.map(({ isDescending, by }) => [isDescending, formOfSyntax(by, text)]);
      return { ...path, steps: [...path.steps, ["sort", ...terms]] };
    }
    case "index":
      return onLastStep(pathOf(node.of, text) ?? soleStep(node.of, text), ["#", node.variable.name]);
    case "filter": {
      const path = pathOf(node.of, text);
      return path && onLastStep(path, ["[]", formOfSyntax(node.predicate, text)]);
    }
    case "focus": {
      const path = pathOf(node.of, text);
      return path && onLastStep(path, ["@", node.variable.name]);
    }
    case "keepArray": {
      const path = pathOf(node.of, text);
      return path && { ...path, keeps: true };
    }
    case "group": {
      const path = pathOf(node.of, text);
      const pairs = node.pairs.map(({ key, value }) => [formOfSyntax(key, text), formOfSyntax(value, text)]);
      return path && { ...path, after: [...path.after, ["{}", pairs]] };
    }
    default:
      return undefined;
  }
}

function onLastStep(path: Path, suffix: Form): Path {
  return { ...path, steps: [...path.steps.slice(0, -1), suffixed(path.steps.at(-1)!, suffix)] };
}

/** A step that is no path of its own; a text there is a name. */
function stepPath(node: SyntaxNode, text: string): Path {
  const path = pathOf(node, text);
  if (path) return path;
  const form = formOfSyntax(node, text);
  return { keeps: keepsStep(node), steps: [asName(form)], after: [] };
}

function soleStep(node: SyntaxNode, text: string): Path {
  const { keeps, ...path } = stepPath(node, text);
  return { ...path, keeps: false, stepKeeps: keeps };
}

function keepsStep(node: SyntaxNode): boolean {
  if (node.kind === "keepArray") return true;
  return node.kind === "filter" || node.kind === "focus" || node.kind === "index" ? keepsStep(node.of) : false;
}

function asName(form: Form): Form {
  if (!Array.isArray(form)) return form;
  const [first, ...rest] = form as readonly Form[];
  if (Array.isArray(first)) return [asName(first), ...rest];
  return first === "string" ? ["name", ...rest] : (form as Form);
}
