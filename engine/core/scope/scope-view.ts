import { edgeKind, type FlowDocument, type FlowNode } from "../flow/flow-document.ts";
import type { NodeDefinition, NodeDefinitions } from "../node-definition.ts";
import { UpstreamReader } from "./upstream.ts";

/** A container that takes turns, as what is inside sees it. */
export interface TurnsAround {
  readonly id: string;
  /** The expression that gives the items, where it has items. */
  readonly items?: string;
}

export interface NodeView {
  /** The names an expression can read: `input`, `steps`, `vars`... */
  readonly names: ReadonlySet<string>;
  /** Those of them that are there on some ways only. */
  readonly optional: ReadonlySet<string>;
  /** Steps before, and whether each has surely completed. */
  readonly steps: ReadonlyMap<string, boolean>;
  /** Innermost first. */
  readonly turns: readonly TurnsAround[];
  /** The step this node undoes. */
  readonly undone?: string;
}

/** Which names and steps are in scope at each node of a draft. Worked out when asked for, and kept. */
export class ScopeView {
  readonly document: FlowDocument;
  readonly #definitions: NodeDefinitions;
  readonly #nodes: ReadonlyMap<string, FlowNode>;
  readonly #upstream: UpstreamReader;
  readonly #undone: ReadonlyMap<string, string>;
  readonly #setters: readonly string[];
  readonly triggers: readonly string[];
  readonly #views = new Map<string, NodeView>();

  constructor(document: FlowDocument, definitions: NodeDefinitions) {
    this.document = document;
    this.#definitions = definitions;
    this.#nodes = new Map(document.nodes.map((node) => [node.id, node]));
    this.#upstream = new UpstreamReader(document, definitions);
    this.triggers = document.nodes.flatMap(({ id }) => (this.definitionOf(id)?.behavior === "trigger" ? [id] : []));
    this.#setters = document.nodes.flatMap(({ id }) => (this.definitionOf(id)?.setsVariables ? [id] : []));
    const undoing = document.edges.filter((edge) => edgeKind(edge) === "compensation");
    this.#undone = new Map(undoing.map(({ from, to }) => [to, from]));
  }

  node(nodeId: string): FlowNode | undefined {
    return this.#nodes.get(nodeId);
  }

  definitionOf(nodeId: string): NodeDefinition | undefined {
    return this.#definitions.get(this.#nodes.get(nodeId)?.kind ?? "");
  }

  endsOf(container: string): readonly string[] {
    return this.#upstream.endsOf(container);
  }

  at(nodeId: string): NodeView {
    const known = this.#views.get(nodeId);
    if (known !== undefined) return known;
    const view = this.#makeView(nodeId);
    this.#views.set(nodeId, view);
    return view;
  }

  /** Steps before that set variables. */
  settersAt(nodeId: string): readonly string[] {
    const { steps } = this.at(nodeId);
    return this.#setters.filter((id) => steps.has(id));
  }

  /** An undo sees what the undone step saw, and that step. */
  #makeView(nodeId: string): NodeView {
    const undone = this.#undone.get(nodeId);
    const { steps: before, afterError } = this.#upstream.before(undone ?? nodeId);
    const steps = undone === undefined ? before : new Map([...before, [undone, true]]);
    const turns = this.#turnsAround(undone ?? nodeId);
    const names = [
      ...["input", "steps", "vars", "env", "run"],
      ...(undone === undefined ? (afterError ? ["error"] : []) : ["step"]),
      ...(turns[0]?.items === undefined ? [] : ["item"]),
      ...(turns.length === 0 ? [] : ["index"]),
      ...(turns.length < 2 ? [] : ["outer"]),
      ...(this.#isLookedUp(nodeId) ? ["call", "answer"] : []),
    ];
    const optional = new Set(["env", "error", "answer"]);
    return { names: new Set(names), optional, steps, turns, ...(undone === undefined ? {} : { undone }) };
  }

  #isLookedUp(nodeId: string): boolean {
    return this.definitionOf(nodeId)?.effect?.(this.#nodes.get(nodeId)?.config ?? {}) === "lookup";
  }

  /** A loop asks its condition within a turn; a for-each makes its list outside of them. */
  #turnsAround(nodeId: string): readonly TurnsAround[] {
    const own = this.definitionOf(nodeId)?.turns;
    const ids = own !== undefined && own.items === undefined ? [nodeId] : [];
    return [...ids, ...this.#upstream.containersOf(nodeId)].flatMap((id) => {
      const turns = this.definitionOf(id)?.turns;
      if (turns === undefined) return [];
      const items = turns.items === undefined ? undefined : this.#nodes.get(id)?.config?.[turns.items];
      return [{ id, ...(turns.items === undefined ? {} : { items: typeof items === "string" ? items : "" }) }];
    });
  }
}
