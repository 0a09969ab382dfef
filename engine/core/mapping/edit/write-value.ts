import { parseSyntax } from "../../expression/syntax/parse-syntax.ts";
import type { NodeKind } from "../../expression/syntax/syntax-node.ts";
import type { JsonValue } from "../../json.ts";

/**
 * Texts of the values people put together by mouse. What they are given are texts of expressions; one that would fall apart inside a larger
 * one is put in parentheses.
 */
export const constantText = (value: JsonValue): string => JSON.stringify(value);

/** A text starts with `text`, so that a number in front is not added up but written. */
export function templateText(parts: readonly ({ readonly text: string } | { readonly value: string })[]): string {
  const written = parts.map((part) => ("text" in part ? JSON.stringify(part.text) : asOperand(part.value)));
  if (written.length === 0) return '""';
  return written.length === 1 && "value" in parts[0]! ? `$string(${parts[0].value})` : written.join(" & ");
}

export const callText = (name: string, given: readonly string[]): string => `$${name}(${given.join(", ")})`;

export const lookupText = (table: string, key: string): string => callText("lookup", [table, key]);

export const fallbackText = (value: string, operator: "??" | "?:", otherwise: string): string =>
  `${asOperand(value)} ${operator} ${asOperand(otherwise)}`;

/** If, else if, else. Without `otherwise` there is no value when nothing applies. */
export function conditionText(branches: readonly { readonly when: string; readonly then: string }[], otherwise?: string): string {
  const written = branches.map(({ when, then }) => `${asOperand(when)} ? ${asOperand(then)}`);
  return [...written, ...(otherwise === undefined ? [] : [asOperand(otherwise)])].join(" : ");
}

export function switchText(
  subject: string,
  cases: readonly { readonly value: JsonValue; readonly then: string }[],
  otherwise?: string,
): string {
  const branches = cases.map(({ value, then }) => ({ when: `${asOperand(subject)} = ${constantText(value)}`, then }));
  const written = branches.map(({ when, then }) => `${when} ? ${asOperand(then)}`);
  return [...written, ...(otherwise === undefined ? [] : [asOperand(otherwise)])].join(" : ");
}

export interface SelectionText {
  readonly source: string;
  readonly filters?: readonly string[];
  readonly order?: readonly { readonly by: string; readonly isDescending: boolean }[];
}

/** `input.lines[qty > 0]^(>price)` */
export function selectionText({ source, filters = [], order = [] }: SelectionText): string {
  const terms = order.map(({ by, isDescending }) => (isDescending ? `>${by}` : by));
  return `${asOperand(source)}${filters.map((filter) => `[${filter}]`).join("")}${terms.length === 0 ? "" : `^(${terms.join(", ")})`}`;
}

/** `item` is what is made of each item; a list also of one item or none. */
export const loopText = (source: string, item: string): string => `[${source}.${/^[{(]/.test(item) ? item : `(${item})`}]`;

export const groupText = (source: string, key: string, value: string): string => `${asOperand(source)}{ ${key}: ${value} }`;

/** `join` binds each item of both arrays: `on` compares them, `item` is made of each pair. */
export function joinText(
  left: { readonly source: string; readonly variable: string },
  right: { readonly source: string; readonly variable: string },
  on: string,
  item: string,
): string {
  return `[${left.source}@$${left.variable}.$$.${right.source}@$${right.variable}[${on}].${/^[{(]/.test(item) ? item : `(${item})`}]`;
}

/** Fields of whole objects, later ones before earlier ones. */
export const spreadText = (objects: readonly string[]): string => `$merge([${objects.join(", ")}])`;

/** What keeps its meaning wherever it is put. */
const WHOLE: ReadonlySet<NodeKind> = new Set([
  ...(["name", "string", "number", "constant", "variable", "wildcard", "descendant", "parent", "regex"] as const),
  ...(["path", "filter", "keepArray", "object", "array", "block", "call", "group"] as const),
]);

/** The text, in parentheses when an operator beside it could take it apart. */
export function asOperand(text: string): string {
  const tree = parseSyntax(text);
  return tree.ok && WHOLE.has(tree.root.kind) ? text : `(${text})`;
}
