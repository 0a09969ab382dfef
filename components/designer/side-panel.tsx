"use client";

import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { selectedEdge, selectedNode, useDesigner } from "./designer-context.ts";
import { Inspector } from "./on-demand.tsx";

/** At the right: the selected node or edge, or with nothing selected the flow: what it is doing, and its settings. */
export function SidePanel({ about }: { readonly about: ReactNode }) {
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
