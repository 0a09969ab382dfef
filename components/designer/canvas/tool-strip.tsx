"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconHandStop,
  IconKeyboard,
  IconLayoutDistributeHorizontal,
  IconMessagePlus,
  IconPlus,
  IconSearch,
  type Icon,
} from "@tabler/icons-react";
import { actions } from "../actions/designer-actions.ts";
import classes from "../designer-page.module.css";
import { chordsOf, keyNames, type ActionId } from "../keys/keyboard.ts";
import { isMac } from "../keys/platform.ts";
import { useRemappedKeys } from "../keys/remapped-keys.ts";
import { useSession, useSurface } from "../session/designer-session.ts";
import { HeatTool } from "./heat-tool.tsx";

const tools: readonly { readonly id: ActionId; readonly label: string; readonly icon: Icon }[] = [
  { id: "quickAdd", label: "Add a node", icon: IconPlus },
  { id: "hand", label: "Drag moves the canvas", icon: IconHandStop },
  { id: "arrange", label: "Lay out", icon: IconLayoutDistributeHorizontal },
  { id: "comment", label: "Comment", icon: IconMessagePlus },
  { id: "search", label: "Find in this flow", icon: IconSearch },
  { id: "shortcuts", label: "Shortcuts", icon: IconKeyboard },
];

/** What is done most on the canvas, for those who look for it with the mouse. */
export function ToolStrip() {
  const session = useSession();
  const remapped = useRemappedKeys();
  const isHand = useSurface((state) => state.isHand);
  return (
    <div className={classes["strip"]} role="toolbar" aria-label="Canvas tools">
      {tools.map(({ id, label, icon: Glyph }) => (
        <Tooltip key={id} label={`${label} · ${keyNames(chordsOf(id, remapped)[0] ?? "", isMac()).join(" ")}`}>
          <ActionIcon
            variant={id === "hand" && isHand ? "light" : "subtle"}
            color={id === "hand" && isHand ? "iris" : "gray"}
            size={30}
            aria-label={label}
            {...(id === "hand" ? { "aria-pressed": isHand } : {})}
            onClick={() => actions[id].run(session)}
          >
            <Glyph size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      ))}
      <HeatTool />
    </div>
  );
}
