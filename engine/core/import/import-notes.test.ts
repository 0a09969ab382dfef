import { expect, it } from "vitest";
import { layoutSchema } from "../flow/layout.ts";
import { hasNotes, layoutWithNotes } from "./import-notes.ts";
import type { ImportedElement, ImportedFlow } from "./import-result.ts";

const at = "2026-11-21T12:00:00Z";
const element = (id: string, more: Partial<ImportedElement>): ImportedElement => ({
  ...{ id, name: id, type: "task", outcome: "translated", nodeIds: [id] },
  ...more,
});
const imported = (elements: readonly ImportedElement[], more: Partial<ImportedFlow> = {}): ImportedFlow => ({
  ...{ ok: true, format: "n8n", connections: [], elements },
  document: { omnilink: 1, id: "x", name: "X", nodes: [], edges: [] },
  layout: { positions: { a: { x: 40, y: 100 }, b: { x: 0, y: 300 } } },
  ...more,
});

it("a note stands at the node that its element became", () => {
  const layout = layoutWithNotes(imported([element("a", { outcome: "approximated", note: "Waits for all." })]), at);
  expect(layout.comments).toEqual({ import1: { on: { node: "a" }, text: "a: Waits for all.", author: "Import from n8n", at } });
});

it("what became no node, and which connections are to be set up, is said above the flow", () => {
  const layout = layoutWithNotes(
    imported([element("gone", { outcome: "unsupported", note: "No counterpart.", nodeIds: [] })], {
      connections: ["crm", "erp"],
    }),
    at,
  );
  expect(Object.values(layout.comments ?? {}).map(({ on, text }) => ({ on, text }))).toEqual([
    { on: { at: { x: 0, y: 10 } }, text: "Set up these connections: crm, erp." },
    { on: { at: { x: 0, y: 10 } }, text: "gone: No counterpart." },
  ]);
});

it("a placeholder says itself why it stands there, and an element without a note says nothing", () => {
  const layout = layoutWithNotes(
    imported([element("a", { outcome: "unsupported", note: "No counterpart." }), element("b", {})]),
    at,
  );
  expect(layout).toEqual({ positions: { a: { x: 40, y: 100 }, b: { x: 0, y: 300 } } });
  expect(hasNotes(imported([element("a", { outcome: "unsupported", note: "No counterpart." })]))).toBe(false);
  expect(hasNotes(imported([element("a", { note: "Set up the CRM." })]))).toBe(true);
});

it("comments of the source stay, and the longest note is one that a layout may hold", () => {
  const own = { on: { node: "a" }, text: "Sticky", author: "n8n", at };
  const layout = layoutWithNotes(
    imported([element("a", { note: "x".repeat(9_000) })], { layout: { positions: {}, comments: { note1: own } } }),
    at,
  );
  expect(layout.comments?.["note1"]).toEqual(own);
  expect(layoutSchema.safeParse(layout).success).toBe(true);
});
