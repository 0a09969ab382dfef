import type { JsonValue } from "../../json.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { nodePorts } from "../node-ports.ts";
import { noNode, titleOf } from "../node-words.ts";
import type { Path } from "../operation.ts";
import { redrawEdge } from "../redraw-edge.ts";
import { isSafePath, setOrPrune } from "../set-field.ts";

/**
 * Sets a field of a node's config, or removes it. With `definitions`, edges follow an output that gets another name, as
 * when a case of a branch is renamed.
 */
export function setConfig(
  draft: FlowDraft,
  nodeId: string,
  path: Path,
  value: JsonValue | undefined,
  definitions?: NodeDefinitions,
): CommandResult {
  const node = draft.document.nodes.find(({ id }) => id === nodeId);
  if (!node) return refuse(noNode(nodeId));
  if (!isSafePath(path)) return refuse(`A field cannot be called "${path.join(".")}".`);
  const builder = new EditBuilder(draft);
  setOrPrune(node, ["config", ...path], value, (place, next) => builder.setNode(nodeId, place, next));
  if (definitions) followPorts(draft, builder, nodeId, definitions);
  return builder.finish(`Set ${path.join(".") || "the settings"} of ${titleOf(node)}`);
}

function followPorts(draft: FlowDraft, builder: EditBuilder, nodeId: string, definitions: NodeDefinitions): void {
  const portsIn = ({ document }: FlowDraft): readonly string[] | undefined => {
    const node = document.nodes.find(({ id }) => id === nodeId);
    return node && nodePorts(node, definitions)?.map(({ name }) => name);
  };
  const [before, after] = [portsIn(draft), portsIn(builder.draft)];
  const gone = before?.filter((name) => !after?.includes(name)) ?? [];
  const fresh = after?.filter((name) => !before?.includes(name)) ?? [];
  if (gone.length !== 1 || fresh.length !== 1) return;
  for (const edge of [...builder.draft.document.edges])
    if (edge.from === nodeId && edge.port === gone[0]) redrawEdge(builder, edge, { ...edge, port: fresh[0] });
}
