import type { TextEdit } from "../../expression/syntax/replace-range.ts";
import type { ObjectNode, SyntaxTree, TextRange } from "../../expression/syntax/syntax-node.ts";

/** Edits of what stands between braces and brackets. Comments and line breaks of what stays are kept as they are. */

/** Writes a field behind the last one, on a line of its own where the others have theirs. */
export function insertPair({ text, comments }: SyntaxTree, body: ObjectNode, name: string, value: string): TextEdit[] {
  const pair = `${JSON.stringify(name)}: ${value}`;
  const last = body.pairs.at(-1);
  if (last === undefined) {
    const inside = text.slice(body.start + 1, body.end - 1);
    if (inside.trim() === "") return [{ start: body.start + 1, end: body.end - 1, text: ` ${pair} ` }];
    return [{ start: body.end - 1, end: body.end - 1, text: `${pair} ` }];
  }
  const indent = indentOf(text, last.start);
  if (indent === undefined) return [{ start: last.end, end: last.end, text: `, ${pair}` }];
  // A comment at the end of the line is about the field it stands behind.
  const lineComment = comments.find(
    ({ start, end }) =>
      start >= last.end && /^[ \t]*$/.test(text.slice(last.end, start)) && !text.slice(start, end).includes("\n"),
  );
  const written = `\n${indent}${pair}`;
  if (lineComment === undefined) return [{ start: last.end, end: last.end, text: `,${written}` }];
  return [
    { start: last.end, end: last.end, text: "," },
    { start: lineComment.end, end: lineComment.end, text: written },
  ];
}

/** The spaces before an offset, when nothing else is before it on its line. */
function indentOf(text: string, offset: number): string | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  return lineStart > 0 && /^[ \t]*$/.test(before) ? before : undefined;
}

/** Takes a field or an item out, with its comma. `part` is the whole of it, `around` the braces or brackets it stands in. */
export function removePart(tree: SyntaxTree, part: TextRange, around: TextRange): TextEdit[] {
  const after = skip(tree, part.end, 1, around);
  if (tree.text[after] === ",") return [removal(wholeLine(tree.text, { start: part.start, end: after + 1 }))];
  const before = skip(tree, part.start - 1, -1, around);
  if (tree.text[before] !== ",") return [removal(spread(tree.text, part, around))];
  const own = { start: indentStart(tree.text, part.start), end: part.end };
  if (own.start <= before + 1) return [removal({ start: before, end: part.end })];
  return [removal({ start: before, end: before + 1 }), removal(own)];
}

const removal = ({ start, end }: TextRange): TextEdit => ({ start, end, text: "" });

/** The next character that is neither space nor comment. */
function skip({ text, comments }: SyntaxTree, from: number, direction: 1 | -1, around: TextRange): number {
  let offset = from;
  while (offset > around.start && offset < around.end) {
    const inside = comments.find(({ start, end }) => start <= offset && offset < end);
    if (inside !== undefined) offset = direction === 1 ? inside.end : inside.start - 1;
    else if (/\s/.test(text[offset]!)) offset += direction;
    else return offset;
  }
  return offset;
}

/** With the line, when nothing else stands on it; else with the space behind it. */
function wholeLine(text: string, { start, end }: TextRange): TextRange {
  const indent = indentOf(text, start);
  const rest = /^[ \t]*\n/.exec(text.slice(end));
  if (indent !== undefined && rest !== null) return { start: start - indent.length, end: end + rest[0].length };
  return { start, end: end + /^[ \t]*/.exec(text.slice(end))![0].length };
}

/** Back over the spaces before it, and over the line break when it begins its line. */
function indentStart(text: string, start: number): number {
  let offset = start;
  while (/[ \t]/.test(text[offset - 1] ?? "")) offset -= 1;
  return text[offset - 1] === "\n" ? offset - 1 : offset;
}

/** The only one: what is left is `{}`, unless there are comments. */
function spread(text: string, part: TextRange, around: TextRange): TextRange {
  const before = text.slice(around.start + 1, part.start);
  const behind = text.slice(part.end, around.end - 1);
  return before.trim() === "" && behind.trim() === "" ? { start: around.start + 1, end: around.end - 1 } : part;
}
