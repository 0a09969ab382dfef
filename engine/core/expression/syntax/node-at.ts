import type { SyntaxNode, SyntaxTree } from "./syntax-node.ts";
import { walk } from "./visit.ts";

/** The nodes around an offset of the text, outermost first; one that ends at the offset counts. */
export function nodesAt({ root }: SyntaxTree, offset: number): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(root, (node) => {
    const isAround = node.start <= offset && offset <= node.end;
    if (isAround) found.push(node);
    return isAround;
  });
  return found;
}

/** The node that an error of JSONata means by its `position`; the outermost where several begin their life there. */
export function nodeOfError({ root }: SyntaxTree, position: number): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  walk(root, (node) => {
    if (node.position === position && node.kind !== "path") found ??= node;
  });
  return found;
}
