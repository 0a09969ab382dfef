/**
 * Text whose line breaks are decided by its width: a group is put on one line where it fits, else all its own lines break.
 */
export type Layout =
  | string
  | { readonly type: "line"; readonly flat: string; readonly isHard?: true }
  | { readonly type: "indent"; readonly of: Layout }
  | { readonly type: "group"; readonly of: Layout }
  | readonly Layout[];

/** A space, or a new line. */
export const line: Layout = { type: "line", flat: " " };
/** Nothing, or a new line. */
export const softLine: Layout = { type: "line", flat: "" };
/** A new line always; the groups around it break. */
export const hardLine: Layout = { type: "line", flat: "", isHard: true };

export const indent = (of: Layout): Layout => ({ type: "indent", of });
export const group = (of: Layout): Layout => ({ type: "group", of });

export const joined = (parts: readonly Layout[], separator: Layout): Layout =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));

interface Piece {
  readonly layout: Layout;
  readonly depth: number;
  readonly isFlat: boolean;
}

const STEP = 2;

export function render(layout: Layout, width: number): string {
  let text = "";
  let column = 0;
  const rest: Piece[] = [{ layout, depth: 0, isFlat: false }];
  for (let piece = rest.pop(); piece !== undefined; piece = rest.pop()) {
    const { layout: part, depth, isFlat } = piece;
    if (typeof part === "string") {
      text += part;
      column = part.includes("\n") ? part.length - part.lastIndexOf("\n") - 1 : column + part.length;
    } else if (!("type" in part)) {
      for (const inner of part.toReversed()) rest.push({ layout: inner, depth, isFlat });
    } else if (part.type === "indent") {
      rest.push({ layout: part.of, depth: depth + STEP, isFlat });
    } else if (part.type === "group") {
      rest.push({ layout: part.of, depth, isFlat: isFlat || fits(part.of, width - column) });
    } else if (isFlat && !part.isHard) {
      text += part.flat;
      column += part.flat.length;
    } else {
      text = `${text.replace(/ +$/, "")}\n${" ".repeat(depth)}`;
      column = depth;
    }
  }
  return text;
}

function fits(layout: Layout, space: number): boolean {
  let left = space;
  const rest: Layout[] = [layout];
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    if (typeof part === "string") {
      if (part.includes("\n")) return false;
      left -= part.length;
    } else if (!("type" in part)) {
      rest.push(...part.toReversed());
    } else if (part.type === "line") {
      if (part.isHard) return false;
      left -= part.flat.length;
    } else {
      rest.push(part.of);
    }
    if (left < 0) return false;
  }
  return true;
}
