import type { FlowSketch } from "../flow-sketch.ts";
import type { SourceElement } from "../source-element.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { typeOf, type N8nNode } from "./n8n-node.ts";
import { writerOf } from "./n8n-nodes.ts";
import { eitherOf, excludeEachOther, listCode, NOTHING_YET, type Stream } from "./n8n-stream.ts";
import type { N8nWorkflow } from "./n8n-workflow.ts";
import { NodeWriter, type Exit, type Written } from "./n8n-writer.ts";
import { loopsOf, type BatchLoop } from "./batch-loops.ts";

interface Given {
  readonly stream: Stream;
  readonly exits: readonly Exit[];
}

/** Characters of an expression. */
const LONG = 200;

export interface Arrival {
  readonly stream: Stream;
  readonly exits: readonly Exit[];
  readonly input: number;
}

/** A workflow while it is being drawn: what each output of each node gives, and what is drawn of it. */
export class WorkflowDraft {
  readonly sketch: FlowSketch;
  readonly workflow: N8nWorkflow;
  readonly ids = new Map<string, string>();
  readonly loops: ReadonlyMap<string, BatchLoop>;
  readonly #written = new Map<string, Written>();
  readonly #entries = new Map<string, string>();
  /** Addresses by the names of connections, so that one name never stands for two systems. */
  readonly #connections = new Map<string, string>();

  constructor(sketch: FlowSketch, workflow: N8nWorkflow) {
    this.sketch = sketch;
    this.workflow = workflow;
    this.loops = loopsOf(workflow);
    for (const name of workflow.nodes.keys()) this.ids.set(name, sketch.mint(name));
  }

  write(): void {
    const inner = new Set([...this.loops.values()].flatMap(({ body }) => [...body]));
    this.writeNodes(
      this.workflow.order.filter((name) => !inner.has(name)),
      undefined,
    );
    this.#connectBack();
  }

  writeNodes(names: readonly string[], parent: string | undefined, given: ReadonlyMap<string, Arrival> = new Map()): void {
    for (const name of names) {
      const first = given.get(name);
      this.#writeNode(this.workflow.nodes.get(name)!, parent, first);
    }
  }

  /** What the first output of a node gives, where expressions at a place inside of `parent` can read it. */
  streamAt(name: string, parent: string | undefined): Stream | undefined {
    const stream = this.#written.get(name)?.outputs[0]?.stream;
    return stream !== undefined && this.#isAround(stream.parent, parent) ? stream : undefined;
  }

  /** What the nodes of a turn read as the output of the node that repeats them. */
  lendStream(name: string, stream: Stream): void {
    this.#written.set(name, { entry: this.ids.get(name)!, outputs: [{ stream, exits: [] }] });
  }

  writtenOf = (name: string): Written | undefined => this.#written.get(name);

  connectionFor(wish: string, address: string, fresh: (name: string) => string): string {
    const id = fresh(wish);
    const known = this.#connections.get(id);
    if (known === undefined || known === address) {
      this.#connections.set(id, address);
      return id;
    }
    return this.connectionFor(`${wish} ${address.replace(/^https?:\/\//, "")}`, address, fresh);
  }

  #isAround(outer: string | undefined, place: string | undefined): boolean {
    for (let at = place; at !== undefined; at = this.sketch.nodes.find(({ id }) => id === at)?.parent)
      if (at === outer) return true;
    return outer === undefined;
  }

  #writeNode(node: N8nNode, parent: string | undefined, first: Arrival | undefined): void {
    const id = this.ids.get(node.name)!;
    const element = elementOf(node);
    this.sketch.meet(element);
    place(this.sketch, node, id);
    const arrivals = [...(first === undefined ? [] : [first]), ...this.#arrivals(node.name, parent)];
    const before = this.sketch.nodes.length;
    try {
      this.#draw(node, { element, id, parent }, arrivals);
    } catch (error) {
      if (!(error instanceof UntranslatableText)) throw error;
      this.#giveUp(node, { element, id, parent, before }, arrivals, error.message);
    }
  }

  #draw(
    node: N8nNode,
    at: { element: SourceElement; id: string; parent: string | undefined },
    arrivals: readonly Arrival[],
  ): void {
    const isMerge = node.type === "merge" && node.source["disabled"] !== true;
    const { stream, exits } = isMerge ? { stream: firstStream(arrivals, at.parent), exits: [] } : this.#together(arrivals, at);
    const writer = new NodeWriter(this, node, { ...at, input: stream });
    const written = writerOf(node)(writer, arrivals);
    this.#written.set(node.name, written);
    this.#entries.set(node.name, written.entry);
    for (const { from, port } of isMerge ? [] : exits) this.#join(from, written.entry, port);
  }

  #giveUp(
    node: N8nNode,
    { element, id, parent, before }: { element: SourceElement; id: string; parent: string | undefined; before: number },
    arrivals: readonly Arrival[],
    why: string,
  ): void {
    const dropped = new Set(this.sketch.nodes.slice(before).map((each) => each.id));
    this.sketch.nodes = this.sketch.nodes.slice(0, before);
    this.sketch.edges = this.sketch.edges.filter(({ from, to }) => !dropped.has(from) && !dropped.has(to));
    this.sketch.placeholder(element, id, why, { ...(parent === undefined ? {} : { parent }) });
    const { member: _, ...known } = firstStream(arrivals, parent);
    const stream: Stream = { ...known, code: `steps.${id}`, pairs: new Map(), isList: false };
    const outputs = Math.max(1, ...this.workflow.outOf(node.name).map(({ output }) => output + 1));
    this.#written.set(node.name, {
      entry: id,
      outputs: Array.from({ length: outputs }, () => ({ stream, exits: [{ from: id }] })),
    });
    this.#entries.set(node.name, id);
    for (const { exits } of arrivals) for (const { from, port } of exits) this.#join(from, id, port);
  }

  /** What leads to a node from nodes that are drawn already, in the same container. */
  #arrivals(name: string, parent: string | undefined): readonly Arrival[] {
    return this.workflow.into(name).flatMap(({ from, output, input }) => {
      const written = this.#written.get(from)?.outputs[output];
      return written === undefined || written.stream.parent !== parent ? [] : [{ ...written, input }];
    });
  }

  /** Several lines to one node: n8n does its work for each; here they come together first, unless only one of them can come. */
  #together(
    arrivals: readonly Arrival[],
    { element, id, parent }: { element: SourceElement; id: string; parent: string | undefined },
  ) {
    const [only] = arrivals;
    if (only === undefined) return { stream: { ...NOTHING_YET, code: "input", isList: false, parent }, exits: [] };
    const exits = arrivals.flatMap((arrival) => arrival.exits);
    if (arrivals.length === 1) return { stream: only.stream, exits };
    const streams = arrivals.map(({ stream }) => stream);
    const isEither = streams.every((left, index) => streams.slice(index + 1).every((right) => excludeEachOther(left, right)));
    if (isEither) return this.#named({ stream: eitherOf(streams), exits }, element, { id, parent });
    const join = this.sketch.mint(`${id}Join`);
    this.sketch.add(element, join, "join", {}, { name: `All for ${element.name}`, ...(parent === undefined ? {} : { parent }) });
    for (const { from, port } of exits) this.#join(from, join, port);
    const code = streams.map(listCode).reduce((all, list) => `$append(${all}, ${list})`);
    const guards = new Map(
      [...only.stream.guards].filter(([branch, way]) => streams.every((each) => each.guards.get(branch) === way)),
    );
    const stream = { guards, pairs: new Map<string, string>(), code, isList: true, parent, comesInGoes: true as const };
    return this.#named({ stream, exits: [{ from: join }] }, element, { id, parent });
  }

  /** What is long to say gets a node of its own, so that what follows does not grow with the way that led there. */
  #named(
    given: Given,
    element: SourceElement,
    { id, parent }: { readonly id: string; readonly parent: string | undefined },
  ): Given {
    const { stream, exits } = given;
    if (stream.code.length <= LONG) return given;
    const all = this.sketch.mint(`${id}Input`);
    const within = parent === undefined ? {} : { parent };
    this.sketch.add(element, all, "map", { expression: stream.code }, { name: `Input of ${element.name}`, ...within });
    for (const { from, port } of exits) this.#join(from, all, port);
    return { stream: { ...stream, code: `steps.${all}` }, exits: [{ from: all }] };
  }

  #join(from: string, to: string, port: string | undefined): void {
    this.sketch.connect(from, to, port === undefined ? {} : { port });
  }

  /** Lines that lead back, which no order of drawing could meet. */
  #connectBack(): void {
    for (const { from, output, to } of this.workflow.lines) {
      const source = this.#written.get(from)?.outputs[output];
      const entry = this.#entries.get(to);
      if (source === undefined || entry === undefined || this.loops.has(to)) continue;
      const isDrawn = source.exits.some((exit) =>
        this.sketch.edges.some((edge) => edge.from === exit.from && this.#leadsTo(edge.to, entry)),
      );
      if (isDrawn || this.workflow.order.indexOf(from) < this.workflow.order.indexOf(to)) continue;
      this.sketch.note(
        elementOf(this.workflow.nodes.get(to)!),
        "approximated",
        "What comes back here is not read in the next turn: say in JSONata which data a turn works on.",
      );
      for (const { from: exit, port } of source.exits) this.#join(exit, entry, port);
    }
  }

  #leadsTo(at: string, entry: string): boolean {
    return at === entry || this.sketch.edges.some((edge) => edge.from === at && edge.to === entry && at.endsWith("Join"));
  }
}

const firstStream = (arrivals: readonly Arrival[], parent: string | undefined): Stream =>
  arrivals[0]?.stream ?? { ...NOTHING_YET, code: "input", isList: false, parent };

function place(sketch: FlowSketch, node: N8nNode, id: string): void {
  const at = placeOf(node);
  if (at !== undefined) sketch.places.set(id, at);
}

export function placeOf({ source }: N8nNode): { readonly x: number; readonly y: number } | undefined {
  const position = source["position"];
  if (!Array.isArray(position)) return undefined;
  const [x, y] = position as readonly unknown[];
  return typeof x === "number" && typeof y === "number" ? { x, y } : undefined;
}

/** Credentials and the token of a webhook never leave the file they came in. */
export function elementOf({ name, source }: N8nNode): SourceElement {
  const { credentials: _, webhookId: _token, ...rest } = source;
  return { id: name, name, type: typeOf(source), original: rest };
}
