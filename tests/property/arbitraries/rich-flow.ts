import fc from "fast-check";
import type { FlowDocument, FlowEdge, FlowNode } from "#engine/core/flow/flow-document.ts";

/**
 * Valid flows with everything that moves a run: containers in containers, joins that count, retries, deadlines, waits,
 * approvals, sub-flows, calls nobody may repeat or not before a look-up, undo with every policy, and compensation to savepoints. Edges lead from
 * earlier to later nodes of one body; the first node of a body has none.
 */
export interface RichNode {
  readonly kind: Kind;
  readonly sources: readonly { readonly from: number; readonly port: number; readonly isError: boolean }[];
  readonly undo: number;
  readonly retry: boolean;
  readonly deadline: boolean;
  readonly size: number;
  /** Of a container: how many undos inside it go side by side. */
  readonly beside: number;
  readonly body: readonly RichNode[];
}

type Kind = (typeof LEAVES)[number] | (typeof CONTAINERS)[number];

const LEAVES = [
  ...["map", "http", "http", "http", "branch", "join", "join", "wait", "signal", "approval", "subFlow", "none", "lookup"],
  ...["compensate", "stop", "assign", "form"],
] as const;
const CONTAINERS = ["forEach", "loop", "block"] as const;

const shape = {
  sources: fc.array(fc.record({ from: fc.nat(20), port: fc.nat(1), isError: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  undo: fc.nat(5),
  retry: fc.boolean(),
  deadline: fc.boolean(),
  size: fc.nat(3),
  beside: fc.constantFrom(0, 2, 3),
};

const nodes = fc.letrec<{ list: RichNode[]; node: RichNode; leaf: RichNode }>((tie) => ({
  list: fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
  leaf: fc.record({ kind: fc.constantFrom(...(LEAVES as readonly Kind[])), ...shape, body: fc.constant([]) }),
  node: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 4, arbitrary: tie("leaf") },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom(...CONTAINERS), ...shape, body: tie("list") }) },
  ),
})).node;

export const richFlowArbitrary: fc.Arbitrary<FlowDocument> = fc
  .tuple(fc.array(nodes, { minLength: 1, maxLength: 7 }), fc.boolean())
  .map(([specs, hasTimeout]) => toDocument(specs, hasTimeout));

/** The same with little else than steps that can be undone, in containers whose undos go side by side. */
export const sagaFlowArbitrary: fc.Arbitrary<FlowDocument> = fc
  .array(sagaNodes(), { minLength: 1, maxLength: 4 })
  .map((specs) => {
    const end: RichNode = { ...CALL, undo: 0, sources: [{ from: specs.length, port: 0, isError: false }] };
    return toDocument([...specs, end], false);
  });

/** Moves of such a run: mostly kind ones, so that much gets done before it is undone, and undone again after the end. */
export const sagaMovesArbitrary: fc.Arbitrary<number[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.nat(7).map((pick) => pick * 16) }, { weight: 1, arbitrary: fc.nat(16 * 1_024 - 1) }),
  { maxLength: 120, size: "max" },
);

function sagaNodes(): fc.Arbitrary<RichNode> {
  const undoable = { ...shape, undo: fc.integer({ min: 2, max: 5 }), deadline: fc.constant(false) };
  const leaves = fc.constantFrom<Kind>("http", "http", "http", "http", "none", "subFlow", "compensate");
  return fc.letrec<{ list: RichNode[]; node: RichNode; leaf: RichNode }>((tie) => ({
    list: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
    leaf: fc.record({ kind: leaves, ...undoable, body: fc.constant([]) }),
    node: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 3, arbitrary: tie("leaf") },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom<Kind>("forEach", "forEach", "block", "loop"),
          ...undoable,
          beside: fc.constantFrom(2, 3),
          body: tie("list"),
        }),
      },
    ),
  })).node;
}

const CALL = { kind: "http", retry: false, deadline: false, size: 1, beside: 0, body: [] } as const;

interface Drawing {
  readonly nodes: FlowNode[];
  readonly edges: Map<string, FlowEdge>;
}

export function toDocument(specs: readonly RichNode[], hasTimeout: boolean): FlowDocument {
  const drawing: Drawing = { nodes: [{ id: "start", kind: "trigger.manual" }], edges: new Map() };
  drawBody(drawing, specs, "n", undefined);
  const timeout = hasTimeout ? { timeout: "PT2H" } : {};
  return { omnilink: 1, id: "rich", name: "Rich", ...timeout, nodes: drawing.nodes, edges: [...drawing.edges.values()] };
}

function drawBody(drawing: Drawing, specs: readonly RichNode[], prefix: string, parent: string | undefined): void {
  const before: { id: string; spec?: RichNode }[] = parent === undefined ? [{ id: "start" }] : [];
  specs.forEach((drawn, index) => {
    // A run stops only in the flow itself, and a join needs somebody before it.
    const kind =
      (parent !== undefined && drawn.kind === "stop") || (before.length === 0 && drawn.kind === "join") ? "map" : drawn.kind;
    const spec = { ...drawn, kind };
    const id = `${prefix}${index}`;
    const inside = parent === undefined ? {} : { parent };
    drawing.nodes.push({ id, ...nodeOf(spec, before), ...inside });
    for (const source of before.length === 0 ? [] : spec.sources) {
      const from = before[source.from % before.length]!;
      const edge = toEdge(from, id, source);
      drawing.edges.set(JSON.stringify(edge), edge);
    }
    if (spec.undo > 1 && UNDOABLE.has(kind)) drawUndo(drawing, id, spec, inside);
    if (isContainer(kind)) drawBody(drawing, spec.body, `${id}_`, id);
    if (kind !== "stop") before.push({ id, spec });
  });
}

const UNDOABLE: ReadonlySet<Kind> = new Set(["http", "none", "lookup", "subFlow", "approval", "signal"]);
const isContainer = (kind: Kind): boolean => (CONTAINERS as readonly Kind[]).includes(kind);

/** Some undos have to know what the step gave, others do not. Some steps take two calls to undo, others a run of another flow, which may be all that is undone by a sub-flow. */
function drawUndo({ nodes: list, edges }: Drawing, id: string, { undo, size, deadline, retry }: RichNode, inside: object): void {
  const onFailure = (["stop", "stop", "continue", "ask"] as const)[undo - 2]!;
  const undoing =
    size === 2
      ? { kind: "subFlow", config: { flow: "child" } }
      : { kind: "http", config: { method: "POST", url: "https://example.com/undo", ...(retry ? { body: "=step.output" } : {}) } };
  for (const by of size === 3 ? [`${id}_undo`, `${id}_also`] : [`${id}_undo`]) {
    list.push({ id: by, ...undoing, ...(deadline ? { deadline: "PT10M" } : {}), ...inside });
    edges.set(`${id}/${by}`, { from: id, to: by, kind: "compensation", onFailure });
  }
}

function nodeOf(spec: RichNode, before: readonly { id: string }[]): Omit<FlowNode, "id"> {
  const deadline = spec.deadline && spec.kind !== "join" && spec.kind !== "stop" ? { deadline: "PT10M" } : {};
  const mayRetry = spec.retry && ["http", "forEach", "lookup"].includes(spec.kind);
  const retry = mayRetry ? { retry: { maxAttempts: 2 + (spec.size % 2), initial: "PT30S", jitter: false } } : {};
  return { kind: KINDS[spec.kind] ?? spec.kind, config: configOf(spec, before), ...deadline, ...retry } as Omit<FlowNode, "id">;
}

const KINDS: Partial<Record<Kind, string>> = { none: "http", lookup: "http", signal: "wait" };
const JOINS = [{ mode: "all" }, { mode: "any" }, { mode: "count", count: 2 }, { mode: "count", count: 1 }];

function configOf({ kind, size, undo, beside }: RichNode, before: readonly { id: string }[]): object {
  switch (kind) {
    case "map":
      return { expression: "input" };
    case "http":
      return { method: "POST", url: "https://example.com/work" };
    case "none":
      return { method: "POST", url: "https://example.com/wire", effect: "none" };
    case "lookup":
      return {
        method: "POST",
        url: "https://example.com/once",
        effect: "lookup",
        lookup: { url: '="https://example.com/found/" & call.reference' },
      };
    case "branch":
      return { cases: [{ port: "left", when: size % 2 === 0 ? "true" : "false" }], otherwise: "right" };
    case "join":
      return JOINS[size]!;
    case "wait":
      return { duration: "PT5M" };
    case "signal":
      return { signal: size < 2 ? "red" : "blue", ...(size % 2 === 0 ? { timeout: "PT20M" } : {}) };
    case "assign":
      return { values: { last: "index" } };
    case "form":
      return { title: "Which?", schema: { type: "object" }, roles: ["engineer"] };
    case "approval":
      return { title: "Go on?", approvers: { roles: ["engineer"] }, ...(size % 2 === 0 ? { timeout: "PT20M" } : {}) };
    case "subFlow":
      return { flow: "child", ...(size === 3 ? { wait: false } : {}) };
    case "compensate":
      return before.length === 0 || undo === 0 ? {} : { to: before[size % before.length]!.id };
    case "forEach": {
      const items = JSON.stringify(Array.from({ length: size * 2 }, (_, index) => index));
      return { items, concurrency: 1 + (undo % 3), tolerate: size % 2, ...sideBySide(beside) };
    }
    case "block":
      return sideBySide(beside);
    case "loop":
      return { while: `index < ${size}` };
    default:
      return {};
  }
}

const sideBySide = (beside: number): object => (beside === 0 ? {} : { undoConcurrency: beside });

type Source = RichNode["sources"][number];

function toEdge(from: { id: string; spec?: RichNode }, to: string, { port, isError }: Source): FlowEdge {
  const ends = { from: from.id, to };
  const kind = from.spec?.kind;
  if (kind === "branch") return { ...ends, port: port === 0 ? "left" : "right" };
  if (kind === "form") return isError ? { ...ends, kind: "error" } : { ...ends, port: "answered" };
  if (kind === "approval") return { ...ends, port: port === 0 ? "approved" : "rejected" };
  const counts = kind === "join" && JOINS[from.spec!.size]!.mode !== "all";
  const canFail = kind !== undefined && (kind !== "join" || counts);
  return isError && canFail ? { ...ends, kind: "error" } : ends;
}
