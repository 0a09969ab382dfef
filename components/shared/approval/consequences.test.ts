import { describe, expect, it } from "vitest";
import { flowDocumentSchema, type FlowEdge } from "#engine/core/flow/flow-document.ts";
import { consequencesOf } from "./consequences.ts";

const flow = (config: Record<string, string>, edges: readonly FlowEdge[]) =>
  flowDocumentSchema.parse({
    omnilink: 1,
    id: "orders",
    name: "Orders",
    nodes: [
      { id: "ask", kind: "approval", config: { title: "Go?", approvers: { roles: ["executive"] }, ...config } },
      { id: "charge", kind: "http", name: "Charge the customer" },
      { id: "refund", kind: "http" },
    ],
    edges,
  });

describe("consequencesOf", () => {
  it("names the steps that follow each answer", () => {
    const document = flow({ timeout: "P2D", onTimeout: "approve" }, [
      { from: "ask", port: "approved", to: "charge" },
      { from: "ask", port: "rejected", to: "refund" },
    ]);
    expect(consequencesOf(document, "ask")).toEqual({
      approved: "Goes on with “Charge the customer”.",
      rejected: "Goes on with “refund”.",
      timedOut: "It counts as approved.",
    });
  });

  it("says that completed steps are undone when a rejection leads nowhere", () => {
    const document = flow({}, [
      { from: "ask", to: "charge" },
      { from: "charge", to: "refund", kind: "compensation" },
    ]);
    expect(consequencesOf(document, "ask")).toEqual({
      approved: "Goes on with “Charge the customer”.",
      rejected: "The run fails, and completed steps that can be undone are undone.",
    });
  });
});
