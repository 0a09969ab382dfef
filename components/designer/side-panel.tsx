"use client";

import { Tabs } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { selectedEdge, selectedNode, useDesigner } from "./designer-context.ts";
import classes from "./designer-page.module.css";
import { Inspector } from "./on-demand.tsx";
import { useSession } from "./session/designer-session.ts";
import { leaveSidePanel, SIDE_PANEL_ID } from "./side-panel-focus.ts";

/** At the right, and from the keyboard reached with I and left with Escape. */
export function SidePanel({ about }: { readonly about: ReactNode }) {
  const session = useSession();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || isOpenList(event.target)) return;
    event.preventDefault();
    leaveSidePanel(session);
  };
  return (
    <div id={SIDE_PANEL_ID} className={classes["sidePanel"]} onKeyDown={onKeyDown}>
      <Shown about={about} />
    </div>
  );
}

/** Escape first closes the list of a select. */
const isOpenList = (target: EventTarget): boolean => target instanceof Element && target.getAttribute("aria-expanded") === "true";

/** The selected node or edge, or with nothing selected the flow: what it is doing, and its settings. */
function Shown({ about }: { readonly about: ReactNode }) {
  const nodeId = useDesigner(selectedNode);
  const edgeId = useDesigner(selectedEdge);
  const count = useDesigner((state) => state.selection.nodes.size);
  if (count > 0 || edgeId !== undefined) return <Inspector nodeId={nodeId} />;
  return (
    <Tabs defaultValue="about" keepMounted={false}>
      <Tabs.List grow aria-label="About this flow">
        <Tabs.Tab value="about">About</Tabs.Tab>
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="about">{about}</Tabs.Panel>
      <Tabs.Panel value="settings">
        <Inspector nodeId={undefined} />
      </Tabs.Panel>
    </Tabs>
  );
}
