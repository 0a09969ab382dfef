import fc from "fast-check";
import type { FlowDocument, FlowEdge, FlowNode } from "#engine/core/flow/flow-document.ts";

/**
 * Valid flows of every shape the compiler must cut: chains, exclusive branches and their merges, forks with and without
 * joins, error edges, compensation. Node `n0` is the trigger; edges only lead from lower to higher numbers.
 */
interface NodeSpec {
  readonly kind: "map" | "http" | "branch" | "join" | "stop";
  readonly sources: readonly { readonly from: number; readonly port: number; readonly isError: boolean }[];
  readonly hasUndo: boolean;
}

const nodeSpec = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant("map" as const) },
    { weight: 4, arbitrary: fc.constant("http" as const) },
    { weight: 2, arbitrary: fc.constant("branch" as const) },
    { weight: 3, arbitrary: fc.constant("join" as const) },
    { weight: 1, arbitrary: fc.constant("stop" as const) },
  ),
  sources: fc.array(fc.record({ from: fc.nat(30), port: fc.nat(1), isError: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  hasUndo: fc.boolean(),
});

export const flowArbitrary: fc.Arbitrary<FlowDocument> = fc.array(nodeSpec, { minLength: 1, maxLength: 12 }).map(toDocument);

const CONFIGS = {
  map: { expression: "input" },
  http: { method: "POST", url: "https://example.com" },
  branch: { cases: [{ port: "left", when: "true" }], otherwise: "right" },
  join: {},
  stop: {},
} as const;

function toDocument(specs: readonly NodeSpec[]): FlowDocument {
  const nodes: FlowNode[] = [{ id: "n0", kind: "trigger.manual" }];
  const edges = new Map<string, FlowEdge>();
  const canContinue: number[] = [0];
  specs.forEach((spec, index) => {
    const id = index + 1;
    nodes.push({ id: `n${id}`, kind: spec.kind, config: { ...CONFIGS[spec.kind] } as never });
    for (const source of spec.sources) {
      const edge = toEdge(specs, canContinue[source.from % canContinue.length]!, id, source);
      edges.set(JSON.stringify(edge), edge);
    }
    if (spec.kind !== "stop") canContinue.push(id);
  });
  specs.forEach((spec, index) => {
    if (spec.kind !== "http" || !spec.hasUndo) return;
    nodes.push({ id: `u${index + 1}`, kind: "http", config: { ...CONFIGS.http } });
    edges.set(`u${index}`, { from: `n${index + 1}`, to: `u${index + 1}`, kind: "compensation" });
  });
  return { omnilink: 1, id: "random", name: "Random", nodes, edges: [...edges.values()] };
}

function toEdge(specs: readonly NodeSpec[], from: number, to: number, { port, isError }: NodeSpec["sources"][number]): FlowEdge {
  const kind = specs[from - 1]?.kind;
  const ends = { from: `n${from}`, to: `n${to}` };
  if (kind === "branch") return { ...ends, port: port === 0 ? "left" : "right" };
  return kind === "http" && isError ? { ...ends, kind: "error" } : ends;
}
