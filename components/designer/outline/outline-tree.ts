import type { EdgeKind } from "#engine/core/flow/flow-document.ts";
import type { FlowGraph, GraphEdge, GraphNode } from "#components/shared/canvas/flow-graph.ts";

/**
 * A flow as a tree that can be read from top to bottom. What follows a node without a choice stands below it, on the same
 * level. Where there is a choice, each output is a line of its own with what only it leads to inside. Where ways meet
 * again, the flow goes on at the level at which they parted, and each of them names the place. Bodies, and what follows a
 * failure or undoes a step, are inside of it.
 */
export type OutlineItem = NodeItem | WayItem;

export interface NodeItem {
  readonly type: "node";
  readonly key: string;
  readonly node: GraphNode;
  readonly children: readonly OutlineItem[];
}

export interface WayItem {
  readonly type: "way";
  readonly key: string;
  /** The node it leads out of. */
  readonly from: string;
  readonly kind: EdgeKind;
  readonly port: string;
  /** `Large order`, `on error`, `undo`, or `then` for what follows without a choice. */
  readonly label: string;
  /** As the canvas names the line; absent for an output that leads nowhere. */
  readonly edgeId?: string;
  /** Where it goes on, when that is not inside. */
  readonly to?: string;
  readonly children: readonly OutlineItem[];
}

export function outlineOf({ nodes, edges }: FlowGraph): readonly OutlineItem[] {
  return new Outline(nodes, edges).level(undefined);
}

class Outline {
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #bodies: ReadonlyMap<string | undefined, readonly GraphNode[]>;
  readonly #outgoing: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly #incoming: ReadonlyMap<string, readonly GraphEdge[]>;

  constructor(nodes: readonly GraphNode[], edges: readonly GraphEdge[]) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#bodies = Map.groupBy(nodes, ({ parent }) => parent);
    const usable = edges.filter(({ from, to }) => this.#nodes.has(from) && this.#nodes.has(to));
    this.#outgoing = Map.groupBy(usable, ({ from }) => from);
    this.#incoming = Map.groupBy(usable, ({ to }) => to);
  }

  /** The flow itself, or the body of a container. */
  level(container: string | undefined): readonly OutlineItem[] {
    const ids = inOrder(this.#bodies.get(container) ?? [], this.#outgoing, this.#incoming);
    const home = this.#homes(ids);
    const lists = Map.groupBy(ids, (id) => home.get(id) ?? "");
    return this.#list(lists.get("") ?? [], lists);
  }

  /**
   * The list each node stands in: `""` for that of the level, else the edge it is inside of. Ways that meet stand in the
   * list of the last node that all of them come from.
   */
  #homes(ids: readonly string[]): ReadonlyMap<string, string> {
    const home = new Map<string, string>();
    /** Nodes that every way to a node leads through, the nearest last. */
    const through = new Map<string, readonly string[]>();
    for (const id of ids) {
      const sources = (this.#incoming.get(id) ?? []).filter(({ from }) => through.has(from));
      const paths = sources.map(({ from }) => [...through.get(from)!, from]);
      const common = (paths[0] ?? []).filter((one) => paths.every((path) => path.includes(one)));
      through.set(id, common);
      const [only, ...others] = sources;
      const last = common.at(-1);
      const isInside = only && (only.kind !== "flow" || this.#isChoice(only.from));
      if (only && others.length === 0) home.set(id, isInside ? only.id : (home.get(only.from) ?? ""));
      else home.set(id, last === undefined ? "" : (home.get(last) ?? ""));
    }
    return home;
  }

  #list(ids: readonly string[], lists: ReadonlyMap<string, readonly string[]>): readonly OutlineItem[] {
    return ids.flatMap((id, index) => {
      const node = this.#nodes.get(id)!;
      const ways = this.#ways(node, lists, ids[index + 1]);
      const children = [...(node.isContainer ? this.level(id) : []), ...ways];
      return [{ type: "node", key: id, node, children } as const];
    });
  }

  #isChoice(nodeId: string): boolean {
    const flows = this.#outgoing.get(nodeId)?.filter(({ kind }) => kind === "flow") ?? [];
    return this.#nodes.get(nodeId)!.ports.length > 1 || flows.length > 1;
  }

  #ways(node: GraphNode, lists: ReadonlyMap<string, readonly string[]>, next: string | undefined): readonly WayItem[] {
    const edges = this.#outgoing.get(node.id) ?? [];
    const isSaid = ({ kind, to }: GraphEdge): boolean => kind === "flow" && to === next && !this.#isChoice(node.id);
    const led = edges.filter((edge) => !isSaid(edge)).map((edge): WayItem => this.#way(node, edge, lists));
    const used = new Set(edges.filter(({ kind }) => kind === "flow").map(({ port }) => port));
    const open = node.ports.filter(({ name }) => !used.has(name)).map((port): WayItem => openWay(node.id, port.name, port.label));
    const rank = ({ kind }: WayItem): number => ["flow", "error", "compensation"].indexOf(kind);
    return [...led, ...open].toSorted((a, b) => rank(a) - rank(b));
  }

  #way(node: GraphNode, { id, kind, port, label, to }: GraphEdge, lists: ReadonlyMap<string, readonly string[]>): WayItem {
    const inside = lists.get(id);
    const children = inside ? this.#list(inside, lists) : [];
    const words = label ?? node.ports.find(({ name }) => name === port)?.label ?? "then";
    const way = { type: "way", key: id, from: node.id, kind, port, label: words, edgeId: id, children } as const;
    return inside ? way : { ...way, to };
  }
}

const openWay = (from: string, port: string, label: string): WayItem => ({
  type: "way",
  key: `${from}.${port}>`,
  from,
  kind: "flow",
  port,
  label,
  children: [],
});

type EdgesByNode = ReadonlyMap<string, readonly GraphEdge[]>;

/** No node before one that leads to it; where the drawing is free, from left to right. A circle is broken where it is met. */
function inOrder(nodes: readonly GraphNode[], outgoing: EdgesByNode, incoming: EdgesByNode): readonly string[] {
  const members = new Set(nodes.map(({ id }) => id));
  const missing = new Map(nodes.map(({ id }) => [id, (incoming.get(id) ?? []).filter(({ from }) => members.has(from)).length]));
  const order = new Set<string>();
  const add = (start: string): void => {
    const stack = [start];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (order.has(id)) continue;
      order.add(id);
      const ready: string[] = [];
      for (const { to } of outgoing.get(id) ?? []) {
        if (!members.has(to)) continue;
        missing.set(to, missing.get(to)! - 1);
        if (missing.get(to) === 0) ready.push(to);
      }
      stack.push(...ready.reverse());
    }
  };
  for (const { id } of nodes) if (missing.get(id) === 0) add(id);
  for (const { id } of nodes) add(id);
  return [...order];
}
