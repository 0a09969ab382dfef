import { replaceRange } from "#engine/core/expression/syntax/replace-range.ts";
import type { MappingModel, TargetField } from "#engine/core/mapping/model/mapping-model.ts";

/** A text that works out one field and nothing beside it, in the place where the field stands. */
export interface Probe {
  readonly text: string;
  /** Where the value of the field begins in the probe. */
  readonly at: number;
}

/**
 * Every object around the field is replaced by what leads to the field: `(…)` is a value with the same context as the object
 * had, so variables, filters and loops before it stay as they are.
 */
export function probeFor(model: MappingModel, field: TargetField): Probe {
  const around = bodiesAround(model.root, field);
  const value = model.text.slice(field.start, field.end);
  const innermost = around.at(-1);
  if (!innermost) return { text: model.text, at: field.start };
  let text = `(${value})`;
  let at = 1;
  for (const [index, body] of [...around.entries()].reverse()) {
    const outer = around[index - 1];
    const from = outer ? enclosed(outer, body, model.root) : { start: 0, end: model.text.length };
    const before = model.text.slice(from.start, body.start);
    text = replaceRange(
      model.text.slice(from.start, from.end),
      { start: body.start - from.start, end: body.end - from.start },
      text,
    );
    at += before.length;
    if (outer) {
      text = `(${text})`;
      at += 1;
    }
  }
  return { text, at };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The objects that the field is written in, outermost first. */
function bodiesAround(root: TargetField, field: TargetField): Range[] {
  const bodies: Range[] = [];
  for (let at: TargetField | undefined = root; at && at !== field; at = at.children.find((child) => contains(child, field))) {
    if (at.body && contains(at.body.node, field)) bodies.push({ start: at.body.node.start, end: at.body.node.end });
  }
  return bodies;
}

/** The value of the field of `outer` that holds `inner`. */
function enclosed(outer: Range, inner: Range, root: TargetField): Range {
  for (let at: TargetField | undefined = root; at; at = at.children.find((child) => contains(child, inner))) {
    if (contains(outer, at) && contains(at, inner) && !(at.start === outer.start && at.end === outer.end)) return at;
  }
  return inner;
}

const contains = (outer: Range, inner: Range): boolean => outer.start <= inner.start && inner.end <= outer.end;
