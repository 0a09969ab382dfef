import type { Place } from "../../flow/layout.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { nodesInWords } from "../node-words.ts";

/** Puts boxes elsewhere; places are relative to the container, in whole pixels. */
export function moveNodes(draft: FlowDraft, positions: Readonly<Record<string, Place>>): CommandResult {
  const moved = draft.document.nodes.filter(({ id }) => Object.hasOwn(positions, id));
  if (moved.length === 0) return refuse("There is nothing to move.");
  const builder = new EditBuilder(draft);
  for (const { id } of moved) place(builder, id, positions[id]!);
  return builder.finish(`Move ${nodesInWords(moved)}`);
}

export function place(builder: EditBuilder, id: string, { x, y }: Place): void {
  builder.setLayout(["positions", id], { x: Math.round(x), y: Math.round(y) });
}
