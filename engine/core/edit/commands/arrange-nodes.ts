import type { NodeDefinitions } from "../../node-definition.ts";
import { arrangeBodies, type BoxSize } from "../arrange-bodies.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { nodesInWords } from "../node-words.ts";
import { place } from "./move-nodes.ts";

/**
 * Lays boxes out from left to right: all of them, or the chosen ones where they stand. The same flow always gets the same
 * picture; boxes that are pinned stay. `sizes` are those drawn, by node id, and by group id for collapsed groups.
 */
export function arrangeNodes(
  draft: FlowDraft,
  definitions: NodeDefinitions,
  nodeIds: readonly string[] | undefined,
  sizes: ReadonlyMap<string, BoxSize>,
): CommandResult {
  const nodes = draft.document.nodes.filter(({ id }) => nodeIds === undefined || nodeIds.includes(id));
  if (nodes.length === 0) return refuse("There is nothing to arrange.");
  const isContainer = (id: string): boolean =>
    definitions.get(draft.document.nodes.find((node) => node.id === id)?.kind ?? "")?.behavior === "container";
  const places = arrangeBodies(draft, { chosen: new Set(nodes.map(({ id }) => id)), sizes, isContainer });
  const builder = new EditBuilder(draft);
  for (const [id, position] of places) place(builder, id, position);
  return builder.finish(nodeIds === undefined ? "Arrange the flow" : `Arrange ${nodesInWords(nodes)}`);
}
