import { isMap, isPair, isScalar, isSeq, type Document, type LineCounter, type Node } from "yaml";
import { fromPointer } from "../pointer.ts";
import type { Problem } from "../problem.ts";

/** Where the parts of a document stand in its source text. Lines and columns are 1-based. */
export interface SourcePositions {
  /** Of the value a JSON pointer names, or of the nearest part around it that exists. */
  at(pointer: string): { readonly line: number; readonly column: number } | undefined;
  /** Of the key itself, where the pointer names a member of a mapping. */
  ofKey(pointer: string): { readonly line: number; readonly column: number } | undefined;
}

export const noPositions: SourcePositions = { at: () => undefined, ofKey: () => undefined };

export function sourcePositions(document: Document, lines: LineCounter): SourcePositions {
  const locate = (node: unknown) => {
    const offset = (node as Node | null)?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  return {
    at: (pointer) => locate(follow(document, fromPointer(pointer)).value),
    ofKey: (pointer) => {
      const { key, value } = follow(document, fromPointer(pointer));
      return locate(key ?? value);
    },
  };
}

/** Adds line and column to problems that have none yet. An unknown key is marked at the key, everything else at the value. */
export function attachPositions(problems: readonly Problem[], positions: SourcePositions): Problem[] {
  return problems.map((problem) => {
    if (problem.line !== undefined) return problem;
    return { ...problem, ...(problem.code === "flow/unknown-key" ? positions.ofKey(problem.path) : positions.at(problem.path)) };
  });
}

/** Goes as deep along the path as the document does. */
function follow(document: Document, path: readonly string[]): { key: unknown; value: unknown } {
  let found: { key: unknown; value: unknown } = { key: undefined, value: document.contents };
  for (const part of path) {
    const next = step(found.value, part);
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

function step(node: unknown, part: string): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === part);
  return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? pair.key };
}
