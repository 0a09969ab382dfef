import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { completeEdge, whyNotConnect, type WantedEdge } from "../connection-rules.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { noNode, titleById } from "../node-words.ts";

/** Draws an edge, or says in words why it cannot be drawn. */
export function connect(draft: FlowDraft, definitions: NodeDefinitions, wish: WantedEdge): CommandResult {
  const { document } = draft;
  const from = document.nodes.find(({ id }) => id === wish.from);
  if (!from) return refuse(noNode(wish.from));
  const edge = completeEdge(from, definitions, wish);
  const why = whyNotConnect(document, definitions, edge);
  if (why !== undefined) return refuse(why);
  const builder = new EditBuilder(draft);
  builder.insertEdge(edge);
  const verb = edge.kind === "compensation" ? "Undo" : "Connect";
  const link = edge.kind === "compensation" ? "with" : edge.kind === "error" ? "on error to" : "to";
  return builder.finish(`${verb} ${titleById(document, wish.from)} ${link} ${titleById(document, wish.to)}`);
}
