import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { readFragment } from "../read-fragment.ts";
import { copyNodes } from "./copy-nodes.ts";
import { insertFragment } from "./paste-nodes.ts";

/** The same nodes once more, beside the first and in the same container. */
export function duplicateNodes(draft: FlowDraft, definitions: NodeDefinitions, nodeIds: readonly string[]): CommandResult {
  const chosen = draft.document.nodes.filter(({ id }) => nodeIds.includes(id));
  if (chosen.length === 0) return refuse("Nothing is selected.");
  const read = readFragment(copyNodes(draft, nodeIds));
  if (!read.ok) return refuse(read.reason);
  const parents = new Set(
    chosen.map(({ parent }) => parent).filter((parent) => parent === undefined || !nodeIds.includes(parent)),
  );
  const parent = parents.size === 1 ? [...parents][0] : undefined;
  return insertFragment(draft, definitions, read.fragment, { parent }, "Duplicate");
}
