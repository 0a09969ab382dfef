import type { FlowDocument } from "#engine/core/flow/flow-document.ts";

/** Waits for a person whom only the test itself plays. */
export const heldFlow: FlowDocument = {
  omnilink: 1,
  id: "held",
  name: "Held",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "ask", kind: "approval", config: { title: "Decide", details: "held", approvers: { roles: ["executive"] } } },
    { id: "yes", kind: "map", config: { expression: '"yes"' } },
    { id: "no", kind: "map", config: { expression: '"no"' } },
  ],
  edges: [
    { from: "start", to: "ask" },
    { from: "ask", port: "approved", to: "yes" },
    { from: "ask", port: "rejected", to: "no" },
  ],
};
