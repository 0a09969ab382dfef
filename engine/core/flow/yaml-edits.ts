import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { alignItems } from "./align-items.ts";
import { jsonEqual } from "./json-equal.ts";
import { renderAfterKey, renderFlow, renderItem, renderKey } from "./yaml-render.ts";

/**
 * The smallest changes to a YAML text that make it say something else. The tree is only used to find places in the text:
 * what did not change is never printed again, so comments, quotes, spacing and key order stay as they were.
 */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Editing {
  readonly text: string;
  readonly edits: TextEdit[];
  /** Levels below the root that are compared member by member; what is deeper is replaced as a whole. */
  readonly depth: number;
}

export function editYaml(text: string, root: Node, next: JsonObject, depth: number): string {
  const editing: Editing = { text, edits: [], depth };
  if (isMap(root)) editMap(root, next, editing, 0);
  let edited = text;
  for (const { start, end, text: replacement } of editing.edits.toSorted(
    (left, right) => right.start - left.start || right.end - left.end,
  )) {
    edited = edited.slice(0, start) + replacement + edited.slice(end);
  }
  return edited;
}

const valueOf = (node: unknown): JsonValue =>
  node === null || node === undefined ? null : ((node as Node).toJSON() as JsonValue);
const startOf = (node: unknown): number => (node as Node).range![0];
const endOf = (node: unknown): number => (node as Node).range![1];
const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);
const styleOf = (node: unknown): Scalar.Type | undefined => (isScalar(node) ? node.type : undefined);

const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;
const column = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Start of the line after a part, so that a comment behind it stays with it. A block text ends with its line already. */
function lineAfter(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** Where a part stands in its collection. */
interface Place {
  readonly isFlow: boolean;
  /** Column of the keys or dashes around it. */
  readonly indent: number;
  /** Offset just behind the `:` or `-` that the part follows. */
  readonly after: number;
}

function editValue(node: unknown, next: JsonValue, place: Place, editing: Editing, level: number): void {
  if (jsonEqual(valueOf(node), next)) return;
  const mayDescend = level < editing.depth;
  if (mayDescend && isMap(node) && isJsonObject(next) && node.items.length > 0 && Object.keys(next).length > 0)
    editMap(node, next, editing, level);
  else if (mayDescend && isSeq(node) && isJsonArray(next) && node.items.length > 0 && next.length > 0) {
    editSeq(node, next, place, editing, level);
  } else replaceValue(node, next, place, editing);
}

function replaceValue(node: unknown, next: JsonValue, place: Place, editing: Editing): void {
  const isOneLine =
    place.isFlow || (isScalar(node) && !String(node.type).startsWith("BLOCK") && !(typeof next === "object" && next !== null));
  if (isOneLine && node !== null && endOf(node) > startOf(node)) {
    editing.edits.push({ start: startOf(node), end: endOf(node), text: renderFlow(next, styleOf(node)) });
    return;
  }
  const end = node === null ? place.after : Math.max(place.after, endOf(node));
  const lineBreak = editing.text[end - 1] === "\n" && end > place.after ? "\n" : "";
  const style = typeof next === "string" && next.includes("\n") ? styleOf(node) : undefined;
  editing.edits.push({
    start: place.after,
    end,
    text: renderAfterKey(next, place.indent, { style, itemsAreFlow: hasFlowItems(node) }) + lineBreak,
  });
}

const hasFlowItems = (node: unknown): boolean =>
  isSeq(node) && node.flow !== true && node.items.length > 0 && node.items.every((item) => isMap(item) && item.flow === true);

function editMap(map: YAMLMap, next: JsonObject, editing: Editing, level: number): void {
  const isFlow = map.flow === true;
  const kept = map.items.filter((pair) => next[keyOf(pair)] !== undefined);
  const indent = column(editing.text, startOf(map.items[0]!.key));
  for (const pair of map.items) {
    const value = next[keyOf(pair)];
    if (value === undefined) removePair(map, pair, editing);
    else editValue(pair.value, value, { isFlow, indent, after: afterColon(pair, editing.text) }, editing, level + 1);
  }
  const known = new Set(map.items.map(keyOf));
  const added = Object.entries(next).filter(([key, value]) => value !== undefined && !known.has(key)) as [string, JsonValue][];
  const anchor = kept.at(-1) ?? map.items.at(-1)!;
  for (const [key, value] of added) addPair(anchor, key, value, { isFlow, indent, after: 0 }, editing);
}

function afterColon(pair: Pair, text: string): number {
  const separators = pair.srcToken?.sep ?? [];
  const colon = separators.find(({ type }) => type === "map-value-ind");
  return colon === undefined ? text.indexOf(":", endOf(pair.key)) + 1 : colon.offset + 1;
}

const endOfPair = (pair: Pair, text: string): number =>
  Math.max(afterColon(pair, text), pair.value === null ? 0 : endOf(pair.value as Node));

function addPair(anchor: Pair, key: string, value: JsonValue, { isFlow, indent }: Place, editing: Editing): void {
  const end = endOfPair(anchor, editing.text);
  if (isFlow) {
    editing.edits.push({ start: end, end, text: `, ${renderKey(key)}: ${renderFlow(value)}` });
    return;
  }
  insertLines(`${" ".repeat(indent)}${renderKey(key)}:${renderAfterKey(value, indent)}`, end, editing);
}

function insertLines(lines: string, after: number, { text, edits }: Editing): void {
  const start = lineAfter(text, after);
  const isLastLineOpen = start === text.length && !text.endsWith("\n");
  edits.push({ start, end: start, text: isLastLineOpen ? `\n${lines}` : `${lines}\n` });
}

function removePair(map: YAMLMap, pair: Pair, editing: Editing): void {
  const { text, edits } = editing;
  const start = startOf(pair.key);
  const following = map.items[map.items.indexOf(pair) + 1];
  const isFirstOnLine = text.slice(lineStart(text, start), start).trim() === "";
  if (map.flow === true)
    edits.push(
      withoutFlowPart(
        map.items,
        map.items.indexOf(pair),
        (item) => startOf(item.key),
        (item) => endOfPair(item, text),
      ),
    );
  else if (isFirstOnLine) edits.push({ start: lineStart(text, start), end: lineAfter(text, endOfPair(pair, text)), text: "" });
  else if (following !== undefined) edits.push({ start, end: startOf(following.key), text: "" });
}

/** A part of `[a, b]` or `{a: 1, b: 2}` with the comma that belongs to it. */
function withoutFlowPart<Item>(
  items: readonly Item[],
  index: number,
  start: (item: Item) => number,
  end: (item: Item) => number,
): TextEdit {
  const before = items[index - 1];
  const behind = items[index + 1];
  if (before !== undefined) return { start: end(before), end: end(items[index]!), text: "" };
  return { start: start(items[index]!), end: behind === undefined ? end(items[index]!) : start(behind), text: "" };
}

function editSeq(seq: YAMLSeq, next: readonly JsonValue[], place: Place, editing: Editing, level: number): void {
  const items = seq.items as Node[];
  const aligned = alignItems(items.map(valueOf), next);
  if (aligned === undefined) {
    replaceValue(seq, next, place, editing);
    return;
  }
  for (const index of aligned.removed) removeItem(seq, index, editing);
  for (const { from, to } of aligned.kept) {
    const after = dashOf(seq, from) + 1;
    editValue(
      items[from],
      next[to]!,
      { isFlow: seq.flow === true, indent: column(editing.text, after - 1), after },
      editing,
      level + 1,
    );
  }
  for (const { after, values } of aligned.added)
    addItems(
      seq,
      after,
      values.map((to) => next[to]!),
      editing,
    );
}

function dashOf(seq: YAMLSeq, index: number): number {
  const token = seq.srcToken as { items?: readonly { start: readonly { type: string; offset: number }[] }[] } | undefined;
  const dash = token?.items?.[index]?.start.find(({ type }) => type === "seq-item-ind");
  return dash?.offset ?? startOf(seq.items[index]);
}

/** `after` is the index of the item to come behind; -1 is the front. */
function addItems(seq: YAMLSeq, after: number, values: readonly JsonValue[], editing: Editing): void {
  const items = seq.items as Node[];
  const { text, edits } = editing;
  if (seq.flow === true) {
    const rendered = values.map((value) => renderFlow(value)).join(", ");
    const at = after === -1 ? startOf(items[0]) : endOf(items[after]);
    edits.push({ start: at, end: at, text: after === -1 ? `${rendered}, ` : `, ${rendered}` });
    return;
  }
  const indent = column(text, dashOf(seq, 0));
  const neighbor = items[Math.max(0, after)];
  const isFlow = (isMap(neighbor) || isSeq(neighbor)) && neighbor.flow === true;
  const lines = values.map((value) => " ".repeat(indent) + renderItem(value, indent, isFlow)).join("\n");
  if (after === -1)
    edits.push({ start: lineStart(text, dashOf(seq, 0)), end: lineStart(text, dashOf(seq, 0)), text: `${lines}\n` });
  else insertLines(lines, endOf(items[after]), editing);
}

function removeItem(seq: YAMLSeq, index: number, { text, edits }: Editing): void {
  const items = seq.items as Node[];
  if (seq.flow === true) {
    edits.push(withoutFlowPart(items, index, startOf, endOf));
    return;
  }
  const start = lineStart(text, dashOf(seq, index));
  edits.push({ start: index === 0 ? start : aboveComments(text, start), end: lineAfter(text, endOf(items[index])), text: "" });
}

/** Comment lines directly above an item speak about it and go with it. */
function aboveComments(text: string, start: number): number {
  let from = start;
  while (from > 0 && /^[ \t]*#/.test(text.slice(lineStart(text, from - 1), from))) from = lineStart(text, from - 1);
  return from;
}
