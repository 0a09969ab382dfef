import type { AstNode } from "../expression-facts.ts";
import { fieldOf, fieldsOf, isInherited } from "./fields.ts";
import { applyFilters, compileFilters, type Filter } from "./filters.ts";
import { checkLength, leaveBounds, spend, type Evaluate, type Frame } from "./frame.ts";
import { compileSort, type Sort } from "./sorting.ts";
import { asOperand, compileWeighed, refuse, refuseTuples, withUse, type Place } from "./place.ts";
import { appendTo, collapse, isObject, Sequence } from "./values.ts";

/**
 * A path is evaluated step by step. Each step is evaluated once per item of what the step before gave; the results are put
 * into one list, arrays item by item. What the last step gives is collapsed, except that a single array is left as it is.
 *
 * Most paths begin with plain names in objects, one item of a list picked by its index among them (`lines[0].sku`). Those are
 * followed without building lists, up to the first other array.
 */
interface Step {
  /** A value, a {@link Sequence}, or nothing. */
  readonly evaluate: Evaluate;
  readonly weight: number;
  /** The array that the step makes per item stays one item: `rows.[id, name]`. */
  readonly makesRows: boolean;
  /** Of a step that looks at all items together: `^(price)`, and the filters directly behind it. */
  readonly sort?: Sort;
  readonly filters?: readonly Filter[];
}

const SORT_STEP = { evaluate: (context: unknown) => context, weight: 0, makesRows: false };

export function compilePath(node: AstNode, place: Place): Evaluate {
  const nodes = node["steps"] as readonly AstNode[];
  const keepsSingle = node["keepSingletonArray"] === true;
  if (keepsSingle && place.use !== "result") refuse("It keeps one-item arrays ([]) in a value that is used further.");
  const [first] = nodes;
  const list = first?.["consarray"] === true ? compileFirstList(first, place) : undefined;
  if (list && keepsSingle) refuse("It keeps one-item arrays ([]) in a path that starts with a list.");
  const steps = nodes
    .slice(list ? 1 : 0)
    .map((step, index, all) => compileStep(step, index === all.length - 1 ? withUse(place, "step") : asOperand(place), place));
  const path: Path = {
    fields: list ? [] : leadingFields(nodes),
    steps,
    startsAnew: first?.type === "variable",
    keepsSingle,
    isListed: node["isListed"] === true,
  };
  if (!list) return (context, frame) => followPath(path, context, frame);
  return (context, frame) => {
    const items = list(Array.isArray(context) ? context : [context], frame) as readonly unknown[];
    return items.length === 0 ? items : followPath(path, items, frame);
  };
}

/** `[a, b].c`: the list is made once, of the context as a list. `$` in it would tell that from the context itself. */
function compileFirstList(node: AstNode, place: Place): Evaluate {
  if (node.type !== "unary") return refuse("A path of it starts with a block that gives a list.");
  if (node["stages"] !== undefined || node["predicate"] !== undefined)
    refuse("It filters the list that a path of it starts with.");
  if (JSON.stringify(node).includes('"type":"variable","value":""'))
    return refuse("A path of it starts with a list that holds $.");
  return place.compiler.compile({ ...node, consarray: false }, asOperand(place));
}

interface Path {
  readonly fields: readonly Field[];
  readonly steps: readonly Step[];
  /** Starts with a variable, so that an array as context is not gone through. */
  readonly startsAnew: boolean;
  readonly keepsSingle: boolean;
  /** Its items are grouped, so a list of one list must not be taken for that list. */
  readonly isListed: boolean;
}

const isPlainName = (step: AstNode): boolean =>
  step.type === "name" && step["stages"] === undefined && step["predicate"] === undefined && step["keepArray"] !== true;

/** `lines`, or `lines[0]`. */
interface Field {
  readonly name: string;
  readonly index: number | undefined;
}

function leadingFields(nodes: readonly AstNode[]): readonly Field[] {
  const fields = nodes.map(toField);
  const end = fields.indexOf(undefined);
  return fields.slice(0, end === -1 ? nodes.length : end) as readonly Field[];
}

function toField(step: AstNode): Field | undefined {
  const { stages, ...unfiltered } = step;
  if (!isPlainName(unfiltered)) return undefined;
  const [stage, ...others] = (stages ?? []) as readonly AstNode[];
  if (stage === undefined) return { name: step.value as string, index: undefined };
  const { type, value } = stage["expr"] as AstNode;
  if (stage.type !== "filter" || type !== "number" || others.length > 0) return undefined;
  return { name: step.value as string, index: Math.floor(value as number) };
}

function followPath(path: Path, context: unknown, frame: Frame): unknown {
  const { fields, steps, startsAnew } = path;
  let value = context;
  let index = 0;
  if (!Array.isArray(context)) {
    for (; index < fields.length; index++) {
      const next = followField(fields[index]!, value);
      if (next === undefined) return undefined;
      // A list in a list is for the steps below; so is a list of which more than one item is followed.
      if (fields[index]!.index !== undefined && Array.isArray(next)) break;
      value = next;
      if (Array.isArray(value)) {
        index++;
        break;
      }
    }
    if (index === steps.length) return value;
  }
  return followSteps(path, index, Array.isArray(value) && !startsAnew ? value : [value], frame);
}

function followField({ name, index }: Field, value: unknown): unknown {
  const found = fieldOf(value, name);
  if (index === undefined || found === undefined) return found;
  if (!Array.isArray(found)) return index === 0 || index === -1 ? unlessStream(found) : undefined;
  return found[index < 0 ? found.length + index : index] as unknown;
}

const unlessStream = (found: unknown): unknown => (isObject(found) && found["tupleStream"] ? leaveBounds() : found);

function followSteps({ steps, keepsSingle, isListed }: Path, from: number, start: readonly unknown[], frame: Frame): unknown {
  let items = start;
  checkLength(items.length);
  for (let index = from; index < steps.length - 1; index++) {
    const next: unknown[] = [];
    evaluateStep(steps[index]!, items, next, frame);
    if (next.length === 0) return undefined;
    items = next;
  }
  const last = steps.at(-1)!;
  const results: unknown[] = [];
  const single = evaluateStep(last, items, results, frame);
  if (single !== undefined) return keepsSingle && last.makesRows ? [single] : single;
  if (isListed && results.length === 1 && Array.isArray(results[0])) return leaveBounds();
  return keepsSingle && results.length === 1 ? results : collapse(results);
}

function evaluateSort({ sort, filters = [] }: Step, items: readonly unknown[], results: unknown[], frame: Frame) {
  const sorted = sort!(items, frame);
  const filtered = filters.length === 0 ? new Sequence(sorted) : applyFilters(filters, sorted, frame);
  if (filtered === undefined) return undefined;
  appendTo(results, filtered instanceof Sequence ? filtered.items : filtered, frame);
  return Array.isArray(filtered) ? (filtered as readonly unknown[]) : undefined;
}

/** Adds the results of all items; gives the only result where it is an array that is not a sequence. */
function evaluateStep(step: Step, items: readonly unknown[], results: unknown[], frame: Frame): readonly unknown[] | undefined {
  if (step.sort) return evaluateSort(step, items, results, frame);
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
  if (node.type === "sort")
    return { ...SORT_STEP, sort: compileSort(node, place), filters: compileFilters(node["stages"], place) };
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
