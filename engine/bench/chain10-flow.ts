import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { JsonObject } from "../core/json.ts";

const STEPS = 10;

/** Ten mappings in a row, each an aggregate over eight order lines: the work that other engines were measured with. */
export const chain10Flow: FlowDocument = {
  omnilink: 1,
  id: "chain10",
  name: "Chain of ten mappings",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    ...Array.from({ length: STEPS }, (_, index) => ({
      id: `s${index}`,
      kind: "map",
      config: { expression: expressionOf(index) },
    })),
  ],
  edges: Array.from({ length: STEPS }, (_, index) => ({ from: index === 0 ? "start" : `s${index - 1}`, to: `s${index}` })),
};

function expressionOf(index: number): string {
  const n = index === 0 ? "input.n" : `steps.s${index - 1}.n`;
  return `{ "id": input.id, "total": $sum(input.items.(price * qty)), "n": ${n} + 1 }`;
}

export const chain10Input: JsonObject = {
  id: "a1",
  n: 1,
  items: Array.from({ length: 8 }, (_, index) => ({
    sku: `sku${index}`,
    price: index + 0.5,
    qty: index + 1,
    name: `product name ${index}`,
    description: "x".repeat(60),
  })),
};
