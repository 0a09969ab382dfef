"use client";

import { ActionIcon } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import { everyOpenComment } from "./comments/comment-threads.ts";
import { useDesigner, type DrawerTab } from "./designer-context.ts";
import classes from "./designer-page.module.css";
import { drawerPanels } from "./panels.tsx";

const tabs: readonly { readonly id: DrawerTab; readonly label: string }[] = [
  { id: "problems", label: "Problems" },
  { id: "comments", label: "Comments" },
  { id: "try", label: "Try" },
];

/** Below the canvas: what is wrong, what people say, and trying the flow. */
export function Drawer() {
  const open = useDesigner((state) => state.drawer);
  const openDrawer = useDesigner((state) => state.openDrawer);
  const closeDrawer = useDesigner((state) => state.closeDrawer);
  const Panel = open === undefined ? undefined : drawerPanels[open];
  const strip = (
    <div className={classes["tabs"]} role="tablist" aria-label="Drawer">
      {tabs.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          className={classes["tab"]}
          aria-selected={open === id}
          onClick={() => (open === id ? closeDrawer() : openDrawer(id))}
        >
          {label}
          {id === "problems" ? <ProblemCount /> : null}
          {id === "comments" ? <CommentCount /> : null}
        </button>
      ))}
    </div>
  );
  if (!Panel) return strip;
  return (
    <ResizablePane edge="bottom" label="Drawer" className={classes["drawer"]}>
      <div style={{ display: "flex", alignItems: "center" }}>
        <div className={classes["spring"]}>{strip}</div>
        <ActionIcon variant="subtle" color="gray" size={28} mr={8} aria-label="Close drawer" onClick={closeDrawer}>
          <IconChevronDown size={16} />
        </ActionIcon>
      </div>
      <div className={classes["panel"]}>
        <Panel />
      </div>
    </ResizablePane>
  );
}

function ProblemCount() {
  const errors = useDesigner(({ problems }) => problems.filter(({ severity }) => severity === "error").length);
  const all = useDesigner(({ problems }) => problems.length);
  if (all === 0) return null;
  return (
    <span className={classes["count"]} data-tone={errors > 0 ? undefined : "warn"}>
      {all}
    </span>
  );
}

function CommentCount() {
  const open = useDraft(({ draft }) => everyOpenComment(draft.layout).length);
  if (open === 0) return null;
  return (
    <span className={classes["count"]} data-tone="quiet">
      {open}
    </span>
  );
}
