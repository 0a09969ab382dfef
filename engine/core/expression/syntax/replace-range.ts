import type { TextRange } from "./syntax-node.ts";

/** The text with one range replaced; everything else stays as it is, byte for byte. */
export const replaceRange = (text: string, { start, end }: TextRange, replacement: string): string =>
  text.slice(0, start) + replacement + text.slice(end);

export interface TextEdit extends TextRange {
  readonly text: string;
}

/** The text after several edits of it. They must not overlap; insertions at one place come in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = edits
    .map((edit, order) => ({ edit, order }))
    .toSorted((left, right) => right.edit.start - left.edit.start || right.order - left.order);
  let result = text;
  let free = text.length;
  for (const { edit } of fromTheEnd) {
    if (edit.end > free || edit.end < edit.start) throw new RangeError(`Edits overlap at ${edit.start}.`);
    result = replaceRange(result, edit, edit.text);
    free = edit.start;
  }
  return result;
}
