import type { JsonValue } from "../../json.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import type { Path } from "../operation.ts";
import { isSafePath, setOrPrune } from "../set-field.ts";

const FIXED = ["omnilink", "id", "nodes", "edges"];

/** Sets what the flow says as a whole: its name, description, contract, schemas, timeout, limits. */
export function setFlowField(draft: FlowDraft, path: Path, value: JsonValue | undefined): CommandResult {
  const field = String(path[0]);
  if (path.length === 0 || FIXED.includes(field) || !isSafePath(path))
    return refuse(`The flow has no field "${path.join(".")}" that can be set.`);
  if (field === "name" && (typeof value !== "string" || value.trim() === "")) return refuse("A flow needs a name.");
  if (field === "name" && String(value).length > 120)
    return refuse(`The name has ${String(value).length} characters; the limit is 120.`);
  const builder = new EditBuilder(draft);
  setOrPrune(draft.document, path, value, (place, next) => builder.setFlow(place, next));
  return builder.finish(field === "name" ? `Name the flow "${String(value)}"` : `Set ${path.join(".")} of the flow`);
}
