import type { ComponentType } from "react";
import type { DrawerTab } from "./designer-context.ts";
import { ProblemsPanel, TryPanel } from "./on-demand.tsx";

function Nothing() {
  return null;
}

/** What the drawer shows under each tab. */
export const drawerPanels: Readonly<Record<DrawerTab, ComponentType>> = { problems: ProblemsPanel, data: Nothing, try: TryPanel };
