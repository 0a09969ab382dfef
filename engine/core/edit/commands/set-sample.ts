import type { JsonValue } from "../../json.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { noNode, titleOf } from "../node-words.ts";

/** Pins the output of a node for tries, or takes the pin off. */
export function setSample(draft: FlowDraft, nodeId: string, value: JsonValue | undefined): CommandResult {
  const node = draft.document.nodes.find(({ id }) => id === nodeId);
  if (!node) return refuse(noNode(nodeId));
  const builder = new EditBuilder(draft);
  builder.setSample(nodeId, value);
  return builder.finish(value === undefined ? `Unpin the data of ${titleOf(node)}` : `Pin data of ${titleOf(node)}`);
}
