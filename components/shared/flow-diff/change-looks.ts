import { IconArrowsMove, IconMinus, IconPencil, IconPlus, type Icon } from "@tabler/icons-react";
import type { CanvasMark, CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import type { ChangeSort, ListedChange } from "./change-list.ts";

interface ChangeLook extends CanvasMark {
  readonly icon: Icon;
}

/** A color, an icon and a word, so that none of them has to be seen alone. */
export const changeLooks: Readonly<Record<ChangeSort, ChangeLook>> = {
  added: { word: "Added", tone: "good", icon: IconPlus },
  removed: { word: "Removed", tone: "bad", icon: IconMinus },
  changed: { word: "Changed", tone: "warn", icon: IconPencil },
  moved: { word: "Moved", tone: "info", icon: IconArrowsMove },
};

/** What the canvas shows of the changes. A node that was changed and moved shows as changed. */
export function marksOf(changes: readonly ListedChange[]): CanvasMarks {
  const nodes: Record<string, CanvasMark> = {};
  const edges: Record<string, CanvasMark> = {};
  for (const { sort, nodeId, edgeId, id } of changes) {
    if (edgeId !== undefined) edges[edgeId] = changeLooks[sort];
    else if (nodeId !== undefined && !id.startsWith("edge ") && (sort !== "moved" || !nodes[nodeId]))
      nodes[nodeId] = changeLooks[sort];
  }
  return { nodes, edges };
}
