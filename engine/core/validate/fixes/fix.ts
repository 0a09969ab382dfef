import { applyEdit } from "../../edit/apply-edit.ts";
import type { CommandResult } from "../../edit/command-result.ts";
import type { FlowDraft } from "../../edit/flow-draft.ts";
import type { Edit, Operation } from "../../edit/operation.ts";
import type { FlowEdge, FlowNode } from "../../flow/flow-document.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { fromPointer } from "../../pointer.ts";
import type { Problem } from "../../problem.ts";

/** A way to mend a problem, as an edit of the draft it was found in. */
export interface Fix {
  /** On the button: "Remove it". */
  readonly label: string;
  readonly edit: Edit;
}

/** A problem with the thing it is about. */
export interface Finding {
  readonly draft: FlowDraft;
  readonly definitions: NodeDefinitions;
  readonly problem: Problem;
  readonly node?: FlowNode;
  readonly edge?: FlowEdge;
  /** The rest of the path inside the node, the edge, or the document. */
  readonly path: readonly (string | number)[];
}

/** Ways to mend a problem, the best first; what turns out not to be possible is left out. */
export type Fixer = (finding: Finding) => readonly (Fix | undefined)[];

export function findingOf(draft: FlowDraft, definitions: NodeDefinitions, problem: Problem): Finding {
  const parts = fromPointer(problem.path);
  const [list, index, ...rest] = parts;
  const base = { draft, definitions, problem };
  const node = list === "nodes" ? draft.document.nodes[Number(index)] : undefined;
  const edge = list === "edges" ? draft.document.edges[Number(index)] : undefined;
  if (node) return { ...base, node, path: rest.map(indexOrKey) };
  return edge ? { ...base, edge, path: rest.map(indexOrKey) } : { ...base, path: parts.map(indexOrKey) };
}

const indexOrKey = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

export const fix = (label: string, result: CommandResult): Fix | undefined =>
  result.ok && result.edit.operations.length > 0 ? { label, edit: { ...result.edit, label } } : undefined;

type Step = (draft: FlowDraft, created: readonly string[]) => CommandResult;

/** Several commands as one edit, each over what the ones before made; none when one of them is refused. */
export function fixBy(label: string, draft: FlowDraft, steps: readonly Step[]): Fix | undefined {
  const operations: Operation[] = [];
  const created: string[] = [];
  let current = draft;
  for (const step of steps) {
    const result = step(current, created);
    if (!result.ok) return undefined;
    operations.push(...result.edit.operations);
    created.push(...(result.created ?? []));
    current = applyEdit(current, result.edit);
  }
  return { label, edit: { label, operations } };
}
