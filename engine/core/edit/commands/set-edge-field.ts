import { edgeSchema } from "../../flow/flow-document.ts";
import type { JsonValue } from "../../json.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import { edgeIndex, type EdgeRef } from "../edge-ref.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { titleById } from "../node-words.ts";
import type { Path } from "../operation.ts";

const NAMING = ["from", "to", "port", "kind"];

/** Sets what an edge says besides where it leads (`onFailure`); `reconnect` is for that. */
export function setEdgeField(draft: FlowDraft, edge: EdgeRef, path: Path, value: JsonValue | undefined): CommandResult {
  const { document } = draft;
  const found = document.edges[edgeIndex(document.edges, edge)];
  if (!found) return refuse("The edge is not there any more; it may have been removed.");
  const [key] = path;
  if (NAMING.includes(String(key))) return refuse(`An edge is led elsewhere by drawing it, not by its field "${String(key)}".`);
  const next = edgeSchema.safeParse({ ...found, [String(key)]: value });
  if (!next.success || path.length !== 1)
    return refuse(`An edge cannot have ${JSON.stringify(value)} as its "${path.join(".")}".`);
  const builder = new EditBuilder(draft);
  builder.setEdge(edge, path, value);
  return builder.finish(
    `Set ${String(key)} of the edge from ${titleById(document, edge.from)} to ${titleById(document, edge.to)}`,
  );
}
