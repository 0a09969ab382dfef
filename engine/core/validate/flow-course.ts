import type { ConnectedEdge, NodeEntry, RuleContext } from "./rule.ts";

/**
 * Which steps may follow which, over branches, error paths and the bodies of containers, as far as undo goes: a step that
 * follows a point of no return follows nothing that came before it. Says too much rather than too little where only a run
 * can tell, as with conditions.
 */
export class FlowCourse {
  private readonly context: RuleContext;
  private readonly leaving: ReadonlyMap<NodeEntry, readonly ConnectedEdge[]>;
  private readonly bodies: ReadonlyMap<string | undefined, readonly NodeEntry[]>;
  private readonly barriers: ReadonlySet<NodeEntry>;

  constructor(context: RuleContext) {
    const { nodes, connected } = context;
    const hasSource = new Set(connected.map(({ to }) => to));
    this.context = context;
    this.leaving = Map.groupBy(connected, ({ from }) => from);
    this.bodies = Map.groupBy(
      nodes.filter((entry) => !hasSource.has(entry)),
      ({ node }) => node.parent,
    );
    this.barriers = this.findBarriers();
  }

  /** All that may run once a step has completed, the nearest first, also on the error paths of what follows. */
  after(entry: NodeEntry): ReadonlySet<NodeEntry> {
    return this.barriers.has(entry) ? new Set() : reach(this.following(entry), (each) => this.onward(each, this.barriers));
  }

  /** All that runs while nothing has failed and no point of no return is passed. */
  untilPivot(): ReadonlySet<NodeEntry> {
    const triggers = this.context.nodes.filter(({ definition }) => definition?.behavior === "trigger");
    return reach(triggers, (entry) => this.next(entry, this.barriers));
  }

  /** Where a failure of the step leads: by its own error edge, or by that of the nearest container around it that has one. */
  caughtBy(entry: NodeEntry): readonly NodeEntry[] | undefined {
    const caught = [entry, ...this.around(entry)].map((each) => this.targets(each, "error"));
    return caught.find((targets) => targets.length > 0);
  }

  /** The containers that an entry lies in, the innermost first. */
  around(entry: NodeEntry): readonly NodeEntry[] {
    const found = new Set<NodeEntry>();
    const parentOf = ({ node }: NodeEntry) => (node.parent === undefined ? undefined : this.context.byId.get(node.parent));
    for (let at = parentOf(entry); at !== undefined && !found.has(at); at = parentOf(at)) found.add(at);
    return [...found];
  }

  /** A failure that nothing catches leads nowhere: the run ends. */
  private onward(entry: NodeEntry, barriers: ReadonlySet<NodeEntry>): readonly NodeEntry[] {
    const failed = mayFail(entry, this.context) ? this.caughtBy(entry) : this.targets(entry, "error");
    return [...this.next(entry, barriers), ...(failed ?? [])];
  }

  private next(entry: NodeEntry, barriers: ReadonlySet<NodeEntry>): readonly NodeEntry[] {
    if (barriers.has(entry)) return [];
    if (entry.definition?.behavior !== "container") return this.following(entry);
    const body = this.bodies.get(entry.node.id) ?? [];
    // There may be no item, and a loop may take no turn.
    const mayPass = body.length === 0 || entry.definition.turns !== undefined;
    return mayPass ? [...body, ...this.following(entry)] : body;
  }

  /** What comes right after it; after the last of a body what follows the container, or the next turn. */
  private following(entry: NodeEntry): readonly NodeEntry[] {
    const found: NodeEntry[] = [];
    for (const at of [entry, ...this.around(entry)]) {
      if (at !== entry && at.definition?.turns !== undefined) found.push(...(this.bodies.get(at.node.id) ?? []));
      found.push(...this.targets(at, "flow"));
      if (!this.mayBeLast(at)) break;
    }
    return found;
  }

  private mayBeLast(entry: NodeEntry): boolean {
    const edges = this.leaving.get(entry) ?? [];
    const { ports } = entry;
    if (ports === undefined) return !edges.some(({ kind }) => kind === "flow");
    return openPorts(entry, edges).some(({ whenUnconnected }) => whenUnconnected === "end");
  }

  private targets(entry: NodeEntry, kind: ConnectedEdge["kind"]): readonly NodeEntry[] {
    return (this.leaving.get(entry) ?? []).filter((edge) => edge.kind === kind).map(({ to }) => to);
  }

  /** Points of no return, and joins that wait for a branch with one. */
  private findBarriers(): ReadonlySet<NodeEntry> {
    const pivots = this.context.nodes.filter(({ node }) => node.pivot === true);
    const beyond = reach(
      pivots.flatMap((entry) => this.following(entry)),
      (entry) => this.onward(entry, new Set()),
    );
    return new Set([...pivots, ...[...beyond].filter(waitsForAll)]);
  }
}

/** Whether a step may fail though the flow and its data are sound. */
export function mayFail(entry: NodeEntry, { connected }: Pick<RuleContext, "connected">): boolean {
  const { definition, config, ports } = entry;
  if (definition === undefined || ports === undefined) return false;
  const byItself = definition.mayFail?.(config) ?? (definition.behavior === "effect" || definition.behavior === "child");
  if (byItself || !ports.some(({ whenUnconnected }) => whenUnconnected === "fail")) return byItself;
  const edges = connected.filter(({ from }) => from === entry);
  return openPorts(entry, edges).some(({ whenUnconnected }) => whenUnconnected === "fail");
}

/** Ports that no edge leaves from. */
function openPorts({ ports = [] }: NodeEntry, edges: readonly ConnectedEdge[]) {
  const used = new Set(edges.filter(({ kind }) => kind === "flow").map(({ edge }) => edge.port ?? ports[0]?.name));
  return ports.filter(({ name }) => !used.has(name));
}

const waitsForAll = ({ definition, config, ports }: NodeEntry): boolean =>
  definition?.behavior === "join" && ports !== undefined && definition.branchesNeeded?.(config) === undefined;

/** The entries themselves, and all that they lead to. */
function reach(from: readonly NodeEntry[], next: (entry: NodeEntry) => readonly NodeEntry[]): ReadonlySet<NodeEntry> {
  const reached = new Set(from);
  for (const entry of reached) for (const found of next(entry)) reached.add(found);
  return reached;
}
