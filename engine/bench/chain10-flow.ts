import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { JsonObject } from "../core/json.ts";

const STEPS = 10;

/** Ten mappings in a row, each an aggregate over eight order lines: the work that other engines were measured with. */
export const chain10Flow = chainOf("chain10", expressionOf);

/** The same, with a function in each mapping that nobody calls: JSONata evaluates it, and nothing is compiled. */
export const guardedChain10Flow = chainOf("chain10guarded", (index) => `($unused := function() { 1 }; ${expressionOf(index)})`);

function chainOf(id: string, expression: (index: number) => string): FlowDocument {
  return {
    omnilink: 1,
    id,
    name: "Chain of ten mappings",
    nodes: [
      { id: "start", kind: "trigger.manual" },
      ...Array.from({ length: STEPS }, (_, index) => ({
        id: `s${index}`,
        kind: "map",
        config: { expression: expression(index) },
      })),
    ],
    edges: Array.from({ length: STEPS }, (_, index) => ({ from: index === 0 ? "start" : `s${index - 1}`, to: `s${index}` })),
  };
}

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
