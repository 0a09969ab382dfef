import type { FlowDocument, FlowEdge, FlowNode } from "#engine/core/flow/flow-document.ts";
import type { FlowLayout } from "#engine/core/flow/layout.ts";

interface LargeFlow {
  readonly document: FlowDocument;
  readonly layout: FlowLayout;
}

const COLUMN = 320;
const ROW = 220;
/** Groups per row of the drawing, which turns around like lines of a text. */
const GROUPS_PER_ROW = 12;

/** A flow of 1,000 nodes: groups of a branch, two ways and the step where they meet, one behind the other. */
export function largeFlow(id: string, nodeCount = 1_000): LargeFlow {
  const nodes: FlowNode[] = [{ id: "start", kind: "trigger.manual" }];
  const edges: FlowEdge[] = [];
  const positions: Record<string, { x: number; y: number }> = { start: { x: -COLUMN, y: 0 } };
  let last = "start";
  for (let group = 0; nodes.length + 4 <= nodeCount; group += 1) {
    const [split, left, right, meet] = ["split", "left", "right", "meet"].map((part) => `${part}${group}`) as [
      string,
      string,
      string,
      string,
    ];
    const cases = [{ port: "large", when: `input.total > ${group}` }];
    nodes.push(
      { id: split, kind: "branch", name: `Is it over ${group}?`, config: { cases, otherwise: "small" } },
      { id: left, kind: "map", name: `Large order ${group}`, config: { expression: `{ "way": "large", "group": ${group} }` } },
      { id: right, kind: "map", name: `Small order ${group}`, config: { expression: `{ "way": "small", "group": ${group} }` } },
      { id: meet, kind: "map", name: `Sum up ${group}`, config: { expression: `{ "group": ${group} }` } },
    );
    edges.push(
      { from: last, to: split },
      { from: split, port: "large", to: left },
      { from: split, port: "small", to: right },
      { from: left, to: meet },
      { from: right, to: meet },
    );
    const x = (group % GROUPS_PER_ROW) * 3 * COLUMN;
    const y = Math.floor(group / GROUPS_PER_ROW) * 2 * ROW;
    Object.assign(positions, {
      [split]: { x, y },
      [left]: { x: x + COLUMN, y: y - ROW / 2 },
      [right]: { x: x + COLUMN, y: y + ROW / 2 },
      [meet]: { x: x + 2 * COLUMN, y },
    });
    last = meet;
  }
  while (nodes.length < nodeCount) {
    const next = `end${nodes.length}`;
    nodes.push({ id: next, kind: "map", config: { expression: "input" } });
    edges.push({ from: last, to: next });
    positions[next] = { x: positions[last]!.x + COLUMN, y: positions[last]!.y };
    last = next;
  }
  return { document: { omnilink: 1, id, name: "A thousand nodes", nodes, edges }, layout: { positions } };
}
