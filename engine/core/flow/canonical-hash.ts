import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";
import type { FlowDocument } from "./flow-document.ts";
import { sha256 } from "./sha256.ts";

/**
 * The identity of a flow's logic, `sha256:<hex>`. Two documents that mean the same have the same hash: the order of keys
 * and of nodes does not count. The order of edges does, because it is the order in which several compensations of one
 * node run. Positions are not part of the document.
 */
export function contentHash(document: FlowDocument): string {
  const nodes = document.nodes.toSorted((left, right) => compare(left.id, right.id));
  return `sha256:${sha256(canonicalJson({ ...document, nodes }))}`;
}

/** JSON with sorted keys and no spaces, as RFC 8785: equal values give equal text. Members that are `undefined` are left out. */
export function canonicalJson(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted(compare)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(",")}}`;
}

/** By UTF-16 units, as RFC 8785 asks; independent of locale. */
const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
