/** Where a value stands in a JSON text: offsets from its first character to after its last. */
export interface JsonRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the value a JSON pointer (`/lines/0/qty`) names in a text that is valid JSON. A part that is not there leads to
 * the nearest value that holds it, so that a missing field is shown in its object.
 */
export function locatePointer(text: string, pointer: string): JsonRange {
  const parts = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let range = valueAt(text, skipSpace(text, 0));
  for (const part of parts) {
    const child = children(text, range).find(({ name }) => name === part);
    if (!child) return range;
    range = child.range;
  }
  return range;
}

/** 1-based line and column of an offset. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

interface Child {
  readonly name: string;
  readonly range: JsonRange;
}

function children(text: string, { from }: JsonRange): readonly Child[] {
  const open = text[from];
  if (open !== "{" && open !== "[") return [];
  const found: Child[] = [];
  let at = skipSpace(text, from + 1);
  while (at < text.length && text[at] !== "}" && text[at] !== "]") {
    let name = String(found.length);
    if (open === "{") {
      const key = valueAt(text, at);
      name = JSON.parse(text.slice(key.from, key.to)) as string;
      at = skipSpace(text, skipSpace(text, key.to) + 1);
    }
    const range = valueAt(text, at);
    found.push({ name, range });
    at = skipSpace(text, range.to);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return found;
}

function valueAt(text: string, from: number): JsonRange {
  if (text[from] === '"') return { from, to: stringEnd(text, from) };
  if (text[from] !== "{" && text[from] !== "[") return { from, to: scalarEnd(text, from) };
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') at = stringEnd(text, at) - 1;
    else if (text[at] === "{" || text[at] === "[") depth++;
    else if ((text[at] === "}" || text[at] === "]") && --depth === 0) return { from, to: at + 1 };
  }
  return { from, to: text.length };
}

function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function scalarEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at++;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}
