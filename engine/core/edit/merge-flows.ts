import type { NodeDefinitions } from "../node-definition.ts";
import { applyEdit } from "./apply-edit.ts";
import { nodeOf } from "./describe-operation.ts";
import { diffDrafts } from "./diff-drafts.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { forceOperation } from "./force-operation.ts";
import type { Edit, Operation } from "./operation.ts";
import { rebaseEdit } from "./rebase-edit.ts";

/** What both sides changed to different things: a person chooses. */
export interface MergeConflict {
  /** Absent where it is about the flow as a whole. */
  readonly nodeId?: string;
  /** One sentence: the field of which node, and what happened to it. */
  readonly message: string;
}

export interface MergedFlow {
  /** Where the sides disagree it says what theirs says, unless mine was to be taken. */
  readonly draft: FlowDraft;
  readonly conflicts: readonly MergeConflict[];
}

interface MergeRequest {
  /** What both sides began with. */
  readonly base: FlowDraft;
  readonly mine: FlowDraft;
  readonly theirs: FlowDraft;
}

interface MergeOptions {
  readonly definitions: NodeDefinitions;
  /** Settles conflicts; those that cannot be settled that way stay. */
  readonly take?: "mine" | "theirs" | undefined;
}

/**
 * The three-way merge of a flow as people think of it, not of its text: nodes, edges and fields. What only one side changed
 * is taken from there; the same change made twice is made once.
 */
export function mergeFlows({ base, mine, theirs }: MergeRequest, { definitions, take }: MergeOptions): MergedFlow {
  const theirEdit: Edit = { label: "Theirs", operations: diffDrafts(base, theirs) };
  const conflicts: MergeConflict[] = [];
  let draft = theirs;
  let names: ReadonlyMap<string, string> = new Map();
  for (const operations of smallestEdits(diffDrafts(base, mine))) {
    const fitted = rebaseEdit({ label: "Mine", operations }, [theirEdit], draft, { names });
    draft = applyEdit(draft, fitted.edit);
    names = fitted.names;
    for (const conflict of fitted.conflicts) {
      const forced = take === "mine" ? forceOperation(draft, definitions, conflict.operation) : undefined;
      if (forced?.ok) draft = applyEdit(draft, forced.edit);
      else if (take !== "theirs") conflicts.push(asConflict(conflict.operation, forced?.reason ?? conflict.message));
    }
  }
  return { draft, conflicts };
}

/**
 * One operation each, so that one that does not fit holds nothing else back; except that a node goes with its edges or not
 * at all.
 */
function smallestEdits(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const removed = operations.flatMap((operation) => (operation.op === "removeNode" ? [operation.node.id] : []));
  const goesWith = (operation: Operation): string | undefined => {
    if (operation.op === "removeNode") return operation.node.id;
    if (operation.op !== "removeEdge") return undefined;
    return removed.find((id) => id === operation.edge.from || id === operation.edge.to);
  };
  const groups = Map.groupBy(operations, goesWith);
  const single = (groups.get(undefined) ?? []).map((operation) => [operation]);
  return [...removed.map((id) => groups.get(id) ?? []), ...single];
}

function asConflict(operation: Operation, message: string): MergeConflict {
  const nodeId = nodeOf(operation);
  return { ...(nodeId === undefined ? {} : { nodeId }), message };
}
