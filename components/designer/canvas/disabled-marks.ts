import { IconPlayerSkipForward } from "@tabler/icons-react";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { FlowLayout } from "#engine/core/flow/layout.ts";
import type { CanvasMark, CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { groupCardId } from "../groups/group-boxes.ts";
import { disabledIn } from "../groups/disabled-in.ts";

const DISABLED: CanvasMark = { tone: "quiet", icon: IconPlayerSkipForward, word: "Disabled" };

/** Marks of what tries pass by: nodes, and the cards that stand for collapsed groups. */
export function disabledMarks({ disabled, groups = {} }: FlowLayout, nodes: readonly FlowNode[]): CanvasMarks | undefined {
  if (!disabled) return undefined;
  const ofNodes = disabled.map((id) => [id, DISABLED] as const);
  const ofGroups = Object.entries(groups).flatMap(([groupId, group]) => {
    const { count, total } = disabledIn(group, disabled, nodes);
    if (!group.collapsed || count === 0) return [];
    return [[groupCardId(groupId), count === total ? DISABLED : { ...DISABLED, word: `${count} of ${total} disabled` }] as const];
  });
  return { nodes: Object.fromEntries([...ofNodes, ...ofGroups]), edges: {} };
}
