import type { SourceContext } from "../model/source-context.ts";

/**
 * The text of a path to `names` (counted from the scope), as it must be written where names mean what `context` says: `sku` inside
 * `input.lines.{…}`, `$l.sku` inside `$map(input.lines, function($l) {…})`, `%.id` for a field of the order whose line this is, and
 * `$$.vars.rate` for anything else.
 */
export function pathText(names: readonly string[], context: SourceContext): string {
  const starts = [...fromHere(names, context), ...fromVariables(names, context), ...fromAround(names, context)];
  const [nearest] = starts.toSorted((left, right) => left.names.length - right.names.length);
  if (nearest === undefined) return joinPath("$$", names);
  return nearest.start === "$" ? withoutStart(nearest.names) : joinPath(nearest.start, nearest.names);
}

/** Something to start from, and the names left to go. */
interface Start {
  readonly start: string;
  readonly names: readonly string[];
}

const isBelow = (names: readonly string[], above: readonly string[]): boolean =>
  above.every((name, index) => names[index] === name);

function fromVariables(names: readonly string[], { loops, variables }: SourceContext): Start[] {
  return loops.flatMap(({ variable }) => {
    const item = variable === undefined ? undefined : variables.get(variable);
    return item !== undefined && isBelow(names, item) ? [{ start: `$${variable}`, names: names.slice(item.length) }] : [];
  });
}

function fromHere(names: readonly string[], { at }: SourceContext): Start[] {
  return at !== undefined && isBelow(names, at) ? [{ start: "$", names: names.slice(at.length) }] : [];
}

/** The items of loops around this one, by their distance. */
function fromAround(names: readonly string[], { at, loops }: SourceContext): Start[] {
  return loops.flatMap(({ names: item, variable }) => {
    const isAround =
      variable === undefined && item !== undefined && at !== undefined && item.length < at.length && isBelow(at, item);
    if (!isAround || !isBelow(names, item)) return [];
    return [{ start: Array.from({ length: at.length - item.length }, () => "%").join("."), names: names.slice(item.length) }];
  });
}

const joinPath = (start: string, names: readonly string[]): string => [start, ...names.map(nameText)].join(".");

function withoutStart(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined) return "$";
  return nameText(first).startsWith('"') ? joinPath("$", names) : names.map(nameText).join(".");
}

const KEYWORDS: ReadonlySet<string> = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** Backticks cannot be written inside backticks. */
function nameText(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name)) return name;
  return name === "" || name.includes("`") ? JSON.stringify(name) : `\`${name}\``;
}
