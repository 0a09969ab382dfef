"use client";

import { CommentDialog } from "../comments/comment-dialog.tsx";
import { GroupDialog } from "../groups/group-dialog.tsx";
import { QuickAdd } from "../quick-add/quick-add.tsx";
import { useSurface } from "../session/designer-session.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { ContextMenu } from "./context-menu.tsx";
import { MoveIntoDialog } from "./move-into-dialog.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";

/** The one thing that floats over the canvas. */
export function Overlay() {
  const overlay = useSurface((state) => state.overlay);
  switch (overlay?.kind) {
    case undefined:
      return null;
    case "publish":
      return <PublishDialog />;
    case "quickAdd":
      return <QuickAdd key={`${overlay.at.x} ${overlay.at.y}`} request={overlay} />;
    case "menu":
      return <ContextMenu key={`${overlay.at.x} ${overlay.at.y}`} at={overlay.at} place={overlay.place} />;
    case "connect":
      return <ConnectDialog nodeId={overlay.nodeId} />;
    case "moveInto":
      return <MoveIntoDialog nodeIds={overlay.nodeIds} />;
    case "rename":
      return <RenameDialog key={overlay.nodeId} nodeId={overlay.nodeId} />;
    case "comment":
      return <CommentDialog on={overlay.on} at={overlay.at} />;
    case "group":
      return <GroupDialog key={overlay.groupId} groupId={overlay.groupId} at={overlay.at} />;
    case "shortcuts":
      return <ShortcutSheet />;
  }
}
