import { IconLock, IconPlayerTrackPrev, type Icon } from "@tabler/icons-react";
import type { GraphNode } from "./flow-graph.ts";
import classes from "./undo-mark.module.css";
import { undoRoleWords } from "./undo-role.ts";
import type { Detail } from "./zoom-level.ts";

type UndoRole = NonNullable<GraphNode["undoRole"]>;

/** The second is what BPMN draws on a compensation. */
const icons: Readonly<Record<UndoRole, Icon>> = { pivot: IconLock, undo: IconPlayerTrackPrev };

interface UndoMarkProps {
  readonly role: UndoRole;
  readonly size: number;
  readonly detail?: Detail;
}

/** What a node is to the undo, for the eye and the mouse; the name of the node says it as well. */
export function UndoMark({ role, size, detail = "full" }: UndoMarkProps) {
  const Glyph = icons[role];
  return (
    <span className={classes["mark"]} data-undo-role={role} data-detail={detail} title={undoRoleWords[role]}>
      <Glyph size={size} stroke={2} aria-hidden />
    </span>
  );
}
