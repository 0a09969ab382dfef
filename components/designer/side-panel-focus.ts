import type { DesignerSession } from "./session/designer-session.ts";

export const SIDE_PANEL_ID = "designer-side-panel";

/** A tab says where the focus has come to and leads on to the fields; a panel without tabs begins with its first field. */
const FIRST = ["[role=tab][aria-selected=true]", "input:not([type=hidden]), select, textarea", "button"] as const;

/** From the canvas to what is shown of the selection at the right. */
export function focusSidePanel(): void {
  const panel = document.getElementById(SIDE_PANEL_ID);
  for (const selector of FIRST) {
    const element = panel?.querySelector<HTMLElement>(selector);
    if (element) return element.focus();
  }
}

/** Back to the canvas: to the selected node, to where the selected edge begins, or to the first node. In an empty flow nothing has the focus. */
export function leaveSidePanel({ designer, graph, view }: DesignerSession): void {
  const { nodes, edges } = designer.getState().selection;
  const [edgeId] = edges;
  const back = [...nodes][0] ?? graph().edges.find(({ id }) => id === edgeId)?.from ?? graph().nodes[0]?.id;
  if (back !== undefined) view?.focus(back);
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
