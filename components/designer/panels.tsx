import type { ComponentType } from "react";
import type { DrawerTab } from "./designer-context.ts";
import { CommentsPanel, ProblemsPanel, TryPanel } from "./on-demand.tsx";

/** What the drawer shows under each tab. */
export const drawerPanels: Readonly<Record<DrawerTab, ComponentType>> = {
  problems: ProblemsPanel,
  comments: CommentsPanel,
  try: TryPanel,
};
