import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { nodesInWords } from "../node-words.ts";

/**
 * Lets tries pass these nodes by, or run them again. It is said beside the flow and not in it: a run of production knows no
 * disabled nodes, and a draft that has some is not published.
 */
export function disableNodes(draft: FlowDraft, nodeIds: readonly string[], disabled: boolean): CommandResult {
  const nodes = draft.document.nodes.filter(({ id, kind }) => nodeIds.includes(id) && !kind.startsWith("trigger."));
  if (nodes.length === 0) return refuse("Select a node that runs: what starts the flow cannot be disabled.");
  const builder = new EditBuilder(draft);
  const ids = nodes.map(({ id }) => id);
  const others = (draft.layout.disabled ?? []).filter((id) => !ids.includes(id));
  const next = disabled ? [...others, ...ids] : others;
  const isSame = disabled && ids.every((id) => draft.layout.disabled?.includes(id));
  if (!isSame) builder.setLayout(["disabled"], next.length === 0 ? undefined : next);
  return builder.finish(`${disabled ? "Disable" : "Enable"} ${nodesInWords(nodes)}`);
}
