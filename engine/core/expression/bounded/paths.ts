import type { AstNode } from "../expression-facts.ts";
import { fieldOf, fieldsOf, isInherited } from "./fields.ts";
import { applyFilters, compileFilters, type Filter } from "./filters.ts";
import { checkLength, spend, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, compileWeighed, refuse, refuseTuples, withUse, type Place } from "./place.ts";
import { appendTo, collapse, Sequence } from "./values.ts";

/**
 * A path is evaluated step by step. Each step is evaluated once per item of what the step before gave; the results are put
 * into one list, arrays item by item. What the last step gives is collapsed, except that a single array is left as it is.
 *
 * Most paths begin with plain names in objects. Those are followed without building lists, up to the first array.
 */
interface Step {
  /** A value, a {@link Sequence}, or nothing. */
  readonly evaluate: Evaluate;
  readonly weight: number;
  /** The array that the step makes per item stays one item: `rows.[id, name]`. */
  readonly makesRows: boolean;
}

export function compilePath(node: AstNode, place: Place): Evaluate {
  const nodes = node["steps"] as readonly AstNode[];
  const keepsSingle = node["keepSingletonArray"] === true;
  if (keepsSingle && place.use !== "result") refuse("It keeps one-item arrays ([]) in a value that is used further.");
  if (nodes[0]?.["consarray"] === true) refuse("A path of it starts with an array constructor.");
  const steps = nodes.map((step, index) =>
    compileStep(step, index === nodes.length - 1 ? withUse(place, "step") : asOperand(place), place),
  );
  const path: Path = { names: leadingNames(nodes), steps, startsAnew: nodes[0]?.type === "variable", keepsSingle };
  return (context, frame) => followPath(path, context, frame);
}

interface Path {
  readonly names: readonly string[];
  readonly steps: readonly Step[];
  /** Starts with a variable, so that an array as context is not gone through. */
  readonly startsAnew: boolean;
  readonly keepsSingle: boolean;
}

const isPlainName = (step: AstNode): boolean =>
  step.type === "name" && step["stages"] === undefined && step["predicate"] === undefined && step["keepArray"] !== true;

function leadingNames(nodes: readonly AstNode[]): readonly string[] {
  const end = nodes.findIndex((step) => !isPlainName(step));
  return nodes.slice(0, end === -1 ? nodes.length : end).map((step) => step.value as string);
}

function followPath({ names, steps, startsAnew, keepsSingle }: Path, context: unknown, frame: Frame): unknown {
  let value = context;
  let index = 0;
  if (!Array.isArray(context)) {
    for (; index < names.length && !Array.isArray(value); index++) {
      value = fieldOf(value, names[index]!);
      if (value === undefined) return undefined;
    }
    if (index === steps.length) return value;
  }
  let items: readonly unknown[] = Array.isArray(value) && !startsAnew ? value : [value];
  checkLength(items.length);
  for (; index < steps.length - 1; index++) {
    const next: unknown[] = [];
    evaluateStep(steps[index]!, items, next, frame);
    if (next.length === 0) return undefined;
    items = next;
  }
  const results: unknown[] = [];
  const single = evaluateStep(steps[index]!, items, results, frame);
  if (single !== undefined) return keepsSingle && steps[index]!.makesRows ? [single] : single;
  return keepsSingle && results.length === 1 ? results : collapse(results);
}

/** Adds the results of all items; gives the only result where it is an array that is not a sequence. */
function evaluateStep(step: Step, items: readonly unknown[], results: unknown[], frame: Frame): readonly unknown[] | undefined {
  spend(frame, items.length * step.weight);
  let count = 0;
  let last: unknown;
  for (const item of items) {
    const result = step.evaluate(item, frame);
    if (result === undefined) continue;
    count++;
    last = result;
    if (step.makesRows) results.push(result);
    else appendTo(results, result instanceof Sequence ? result.items : result, frame);
  }
  checkLength(results.length);
  return count === 1 && Array.isArray(last) ? last : undefined;
}

function compileStep(node: AstNode, stepPlace: Place, place: Place): Step {
  refuseTuples(node);
  const filters = compileFilters(node["stages"], place);
  const { evaluate, weight } =
    node.type === "name" ? compileName(node) : compileWeighed(node, filters.length > 0 ? asOperand(place) : stepPlace);
  const makesRows = node["consarray"] === true && filters.length === 0;
  if (node["consarray"] === true && (stepPlace.use !== "step" || place.use !== "result"))
    refuse("It makes rows (path.[a, b]) in a value that is used further.");
  return { evaluate: filters.length === 0 ? evaluate : filtered(evaluate, filters), weight, makesRows };
}

const filtered =
  (evaluate: Evaluate, filters: readonly Filter[]): Evaluate =>
  (context, frame) =>
    applyFilters(filters, evaluate(context, frame), frame);

function compileName(node: AstNode): { readonly evaluate: Evaluate; readonly weight: number } {
  const name = node.value as string;
  if (isInherited(name)) refuse(`It reads a field named ${name}.`);
  if (node["group"] !== undefined) refuse("It groups (path{...}).");
  if (node["predicate"] !== undefined) refuse("It filters a name outside a path.");
  const keepsSingle = node["keepArray"] === true;
  const evaluate: Evaluate = (context, frame) => {
    if (!Array.isArray(context)) return fieldOf(context, name);
    const found = fieldsOf(context, name, frame);
    return keepsSingle && found.length === 1 ? new Sequence(found) : collapse(found);
  };
  return { evaluate, weight: 1 };
}
