import { Document, isCollection, isScalar, isSeq, Scalar, visit } from "yaml";
import type { JsonValue } from "../json.ts";
import { YAML_OPTIONS } from "./read-flow.ts";

/** How new YAML is written: lines are never folded, so that one change stays one line. */
const TO_STRING = { lineWidth: 0, indent: 2, flowCollectionPadding: true } as const;

/** `value` as it stands inside `[ ]` or `{ }`, on one line. */
export function renderFlow(value: JsonValue, style?: Scalar.Type): string {
  const document = new Document([value], YAML_OPTIONS);
  makeFlow(document.contents);
  keepQuotes(document, style);
  const text = document.toString(TO_STRING).trimEnd();
  return text.slice(1, -1).trim();
}

/** What the replaced value looked like. */
export interface RenderLike {
  readonly style?: Scalar.Type | undefined;
  /** The list had one line per item, in braces or brackets. */
  readonly itemsAreFlow?: boolean;
}

/**
 * `value` as it stands behind `key:` in a block mapping whose keys are indented by `indent`: ` text`, or a line break and
 * deeper lines. Without the last line break.
 */
export function renderAfterKey(value: JsonValue, indent: number, like: RenderLike = {}): string {
  const document = new Document({ k: value }, YAML_OPTIONS);
  const node = document.get("k");
  if (like.itemsAreFlow === true && isSeq(node)) node.items.forEach(makeFlow);
  keepQuotes(document, like.style);
  return indented(document.toString(TO_STRING).slice("k:".length), indent);
}

/** An item of a block sequence, its dash included; one line in braces when `isFlow`. */
export function renderItem(value: JsonValue, indent: number, isFlow: boolean): string {
  const document = new Document([value], YAML_OPTIONS);
  if (isFlow && isCollection(document.contents)) document.contents.items.forEach(makeFlow);
  return indented(document.toString(TO_STRING), indent);
}

export const renderKey = (key: string): string =>
  new Document({ [key]: 0 }, YAML_OPTIONS).toString(TO_STRING).replace(/: 0\n$/, "");

function makeFlow(node: unknown): void {
  if (isCollection(node)) node.flow = true;
}

/** A replaced text keeps its quotes, or its block form where it still has several lines. */
function keepQuotes(document: Document, style: Scalar.Type | undefined): void {
  if (style === undefined || style === Scalar.PLAIN) return;
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && isScalar(node) && typeof node.value === "string") node.type = style;
    },
  });
}

const indented = (text: string, indent: number): string => text.trimEnd().replaceAll(/\n(?=[^\n])/g, `\n${" ".repeat(indent)}`);
