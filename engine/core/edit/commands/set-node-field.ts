import type { JsonValue } from "../../json.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { noNode, titleOf } from "../node-words.ts";
import type { Path } from "../operation.ts";
import { isSafePath, setOrPrune } from "../set-field.ts";

const FIELDS = ["name", "description", "retry", "timeout", "heartbeat", "deadline", "pivot"];
const LENGTHS: Readonly<Record<string, number>> = { name: 120, description: 2_000 };

/** Sets what every node has besides its config. An empty name or description is none. */
export function setNodeField(draft: FlowDraft, nodeId: string, path: Path, value: JsonValue | undefined): CommandResult {
  const node = draft.document.nodes.find(({ id }) => id === nodeId);
  if (!node) return refuse(noNode(nodeId));
  const field = String(path[0]);
  if (!FIELDS.includes(field) || !isSafePath(path)) return refuse(`A node has no field "${path.join(".")}" that can be set.`);
  const limit = LENGTHS[field];
  if (limit !== undefined && value !== undefined && typeof value !== "string") return refuse(`The ${field} of a node is text.`);
  if (limit !== undefined && typeof value === "string" && value.length > limit)
    return refuse(`The ${field} has ${value.length} characters; the limit is ${limit}.`);
  const builder = new EditBuilder(draft);
  setOrPrune(node, path, value === "" ? undefined : value, (place, next) => builder.setNode(nodeId, place, next));
  const label =
    field === "name" && typeof value === "string" ? `Name ${nodeId} "${value}"` : `Set ${path.join(".")} of ${titleOf(node)}`;
  return builder.finish(label);
}
