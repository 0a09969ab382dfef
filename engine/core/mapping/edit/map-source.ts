import type { SourceContext } from "../model/source-context.ts";
import { pathText } from "./path-text.ts";
import type { WriteValue } from "./place-value.ts";
import { constantText } from "./write-value.ts";

/** A field of a schema tree: its path with `*` for items, and whether it is a list itself. */
export interface SchemaPlace {
  readonly path: readonly string[];
  readonly isList?: boolean;
}

/**
 * Writes the path to a source field for a target field. Each list of the target that is not there yet becomes a loop over a list of the
 * source: in order, and the last one over whatever is left, so that lines of several orders can become one list.
 */
export function sourceWriter(source: SchemaPlace, target: SchemaPlace): WriteValue {
  return function write(context: SourceContext, left: readonly string[]): string {
    const [part, ...rest] = left;
    if (part === undefined) return leafText(source, target, context);
    if (part !== "*") return `{ ${constantText(part)}: ${write(context, rest)} }`;
    const wanted = left.filter((each) => each === "*").length + (target.isList && left.at(-1) !== "*" ? 1 : 0);
    const array = arrayFor(source.path, context, wanted);
    if (rest.length === 0) return `[${pathText(namesOf(source.path), context)}]`;
    if (array === undefined) return `[${write(context, rest)}]`;
    const inside: SourceContext = { ...context, at: array, loops: [...context.loops, { start: 0, end: 0, names: array }] };
    return `[${pathText(array, context)}.${write(inside, rest)}]`;
  };
}

/** A list of one value, of all that a path finds on its way through lists, or the list as it is. */
function leafText(source: SchemaPlace, target: SchemaPlace, context: SourceContext): string {
  const text = pathText(namesOf(source.path), context);
  const isWhole = source.isList === true && arraysBelow(source.path, context).length === 0;
  return target.isList === true && !isWhole ? `[${text}]` : text;
}

export const namesOf = (path: readonly string[]): string[] => path.filter((part) => part !== "*");

/** Lists on the way to the source that the context does not go through yet, as names. */
function arraysBelow(path: readonly string[], { at = [], loops }: SourceContext): string[][] {
  const arrays = path.flatMap((part, index) => (part === "*" ? [namesOf(path.slice(0, index))] : []));
  const entered = [at, ...loops.flatMap(({ names }) => (names === undefined ? [] : [names]))];
  return arrays.filter(
    (array) => !entered.some((names) => array.length <= names.length && array.every((name, index) => name === names[index])),
  );
}

function arrayFor(path: readonly string[], context: SourceContext, wanted: number): string[] | undefined {
  const arrays = arraysBelow(path, context);
  return wanted > 1 ? arrays[0] : arrays.at(-1);
}

/** Whether the source gives several values where the target takes one. */
export const givesSeveral = (source: SchemaPlace, target: SchemaPlace, context: SourceContext): boolean =>
  target.isList !== true && (arraysBelow(source.path, context).length > 0 || source.isList === true);
