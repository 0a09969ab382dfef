import { idFrom } from "../../../core/edit/fresh-id.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { FlowSketch, NodeExtras } from "../flow-sketch.ts";
import type { ImportOutcome } from "../../../core/import/import-result.ts";
import { elementIn, elementsIn, eventOf, idOf, nameOf, sourceElement, typeOf, type BpmnElement } from "./bpmn-element.ts";
import { ProcessData, type ProcessGraph } from "./process-data.ts";

/** Where a flow goes on after an element. */
export interface Exit {
  readonly from: string;
  readonly port?: string;
  readonly kind?: "error" | "compensation";
}

const messageOf = (element: BpmnElement): BpmnElement | undefined => elementIn(eventOf(element) ?? element, "messageRef");

/** Elements of a process that nodes or lines are made of, with those inside of sub-processes. */
export class BpmnDraft implements ProcessGraph {
  readonly sketch: FlowSketch;
  readonly data: ProcessData;
  readonly elements: readonly BpmnElement[];
  readonly flows: readonly BpmnElement[];
  readonly associations: readonly BpmnElement[];
  /** The node that an element begins with; elements without one are passed through. */
  readonly nodeIds = new Map<string, string>();
  /** Where it goes on after an element, other than by its node's default port. */
  readonly exits = new Map<string, readonly Exit[]>();
  /** The port of a sequence flow that leaves a branch. */
  readonly ports = new Map<string, string>();
  /** Timers that have become the time limit of what waits beside them. */
  readonly absorbed = new Set<string>();
  readonly #known: ReadonlySet<BpmnElement>;
  readonly #messageFlows: readonly BpmnElement[];

  constructor(sketch: FlowSketch, processes: readonly BpmnElement[], messageFlows: readonly BpmnElement[] = []) {
    this.sketch = sketch;
    this.#messageFlows = messageFlows;
    const all = processes.flatMap(inside);
    this.flows = all.filter((each) => typeOf(each) === "sequenceFlow");
    this.elements = all.filter((each) => typeOf(each) !== "sequenceFlow");
    this.associations = processes.flatMap(artifacts).filter((each) => typeOf(each) === "association");
    this.#known = new Set(this.elements);
    this.data = new ProcessData(this, this.nodeIds);
  }

  has(element: BpmnElement): boolean {
    return this.#known.has(element);
  }

  /** Whether what it waits for is told by an element of this file. */
  isToldInside(element: BpmnElement): boolean {
    const message = messageOf(element);
    const isMessage = this.elements.some(
      (each) => /^(?:sendTask|intermediateThrowEvent|endEvent)$/.test(typeOf(each)) && messageOf(each) === message,
    );
    const source = this.#messageFlows
      .filter((flow) => elementIn(flow, "targetRef") === element)
      .map((flow) => elementIn(flow, "sourceRef"));
    return (message !== undefined && isMessage) || source.some((each) => each !== undefined && this.has(each));
  }

  into(element: BpmnElement): readonly BpmnElement[] {
    return this.flows.filter((flow) => elementIn(flow, "targetRef") === element);
  }

  outOf(element: BpmnElement): readonly BpmnElement[] {
    return this.flows.filter((flow) => elementIn(flow, "sourceRef") === element);
  }

  /** Events at the edge of an activity. */
  boundariesOf(activity: BpmnElement): readonly BpmnElement[] {
    return this.elements.filter((each) => elementIn(each, "attachedToRef") === activity);
  }

  mint(element: BpmnElement, suffix = ""): string {
    return this.sketch.mint(`${idFrom(nameOf(element))}${suffix}`);
  }

  /** Makes the node that stands for an element. */
  add(element: BpmnElement, kind: string, config: JsonObject, extras: NodeExtras = {}): string {
    const id = this.nodeIds.get(idOf(element)) ?? this.mint(element);
    this.nodeIds.set(idOf(element), id);
    return this.sketch.add(sourceElement(element), id, kind, config, { ...this.place(element), ...extras });
  }

  placeholder(element: BpmnElement, why: string): string {
    const id = this.nodeIds.get(idOf(element)) ?? this.mint(element);
    this.nodeIds.set(idOf(element), id);
    return this.sketch.placeholder(sourceElement(element), id, why, this.place(element));
  }

  note(element: BpmnElement, outcome: ImportOutcome, note: string): void {
    this.sketch.note(sourceElement(element), outcome, note);
  }

  /** The container an element is in. */
  place(element: BpmnElement): NodeExtras {
    const container = elementIn(element, "$parent");
    const parent = container && this.has(container) ? this.#bodies.get(idOf(container)) : undefined;
    return parent === undefined ? {} : { parent };
  }

  readonly #bodies = new Map<string, string>();

  /** Elements of a sub-process go into this container from now on. */
  openBody(subProcess: BpmnElement, container: string): void {
    this.#bodies.set(idOf(subProcess), container);
  }
}

const inside = (container: BpmnElement): readonly BpmnElement[] =>
  elementsIn(container, "flowElements").flatMap((each) => [each, ...inside(each)]);

const artifacts = (container: BpmnElement): readonly BpmnElement[] => [
  ...elementsIn(container, "artifacts"),
  ...elementsIn(container, "flowElements").flatMap(artifacts),
];
