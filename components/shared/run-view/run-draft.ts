import { stepKey } from "#engine/core/machine/run-state.ts";
import type { StepState } from "#components/shared/canvas/step-state.ts";
import type { FlowShape } from "./flow-shape.ts";
import type { BodyTrace, ItemTrace, NodeTrace, RunView, StepName, StepView } from "./run-view.ts";
import { at, emptySparseList, SparseListDraft } from "./sparse-list.ts";

/**
 * The next version of a run view while a batch of events is folded into it. Only what the batch touches is copied, and
 * that once; the view it began with stays as it was.
 */
export class RunDraft {
  /** Everything of the run that is not filed under a node or a body. */
  life: Omit<RunView, "nodes" | "open" | "bodies">;
  readonly shape: FlowShape;
  readonly #nodes: Record<string, NodeTrace>;
  readonly #bodies: Record<string, BodyTrace>;
  #open: Record<string, StepView>;
  #ownsOpen = false;
  #openAt: Map<string, Map<number, StepView>> | undefined;
  readonly #drafts = new Map<string, NodeDraft>();
  readonly #items = new Map<string, SparseListDraft<ItemTrace>>();

  constructor({ nodes, open, bodies, ...life }: RunView, shape: FlowShape) {
    this.life = life;
    this.shape = shape;
    this.#nodes = { ...nodes };
    this.#bodies = { ...bodies };
    this.#open = open;
  }

  finish(): RunView {
    for (const [nodeId, draft] of this.#drafts) this.#nodes[nodeId] = draft.finish();
    for (const [key, items] of this.#items) this.#bodies[key] = { ...this.#bodies[key]!, items: items.finish() };
    return { ...this.life, nodes: this.#nodes, open: this.#open, bodies: this.#bodies };
  }

  step({ nodeId, visit }: StepName): StepView | undefined {
    return this.#drafts.get(nodeId)?.steps.get(visit - 1) ?? at(this.#nodes[nodeId]?.steps ?? emptySparseList, visit - 1);
  }

  putStep(step: StepView): void {
    const before = this.step(step);
    const isOpen = openStates.has(step.state);
    if (isOpen || (before && openStates.has(before.state))) this.#putOpen(step, isOpen);
    this.#draft(step.nodeId).put(before, step);
  }

  nodeIds(): readonly string[] {
    return [...new Set([...Object.keys(this.#nodes), ...this.#drafts.keys()])];
  }

  lastVisit(nodeId: string): number {
    return this.#draft(nodeId).lastVisit;
  }

  /** Steps of a node without an outcome. */
  openStepsAt(nodeId: string): readonly StepView[] {
    this.#openAt ??= groupOpen(this.#open);
    return [...(this.#openAt.get(nodeId)?.values() ?? [])];
  }

  body(key: string): BodyTrace | undefined {
    return this.#bodies[key];
  }

  /** Replaces all of a body but its items. */
  putBody(body: BodyTrace): void {
    this.#bodies[body.key] = body;
  }

  item(key: string, index: number): ItemTrace | undefined {
    return this.#itemsOf(key)?.get(index);
  }

  putItem(key: string, item: ItemTrace): void {
    this.#itemsOf(key)?.set(item.index, item);
  }

  #itemsOf(key: string): SparseListDraft<ItemTrace> | undefined {
    const known = this.#items.get(key);
    const body = this.#bodies[key];
    if (known || !body) return known;
    const draft = new SparseListDraft(body.items);
    this.#items.set(key, draft);
    return draft;
  }

  #draft(nodeId: string): NodeDraft {
    const known = this.#drafts.get(nodeId);
    if (known) return known;
    const draft = new NodeDraft(this.#nodes[nodeId] ?? { nodeId, steps: emptySparseList, states: {}, left: {} });
    this.#nodes[nodeId] ??= draft.base;
    this.#drafts.set(nodeId, draft);
    return draft;
  }

  #putOpen(step: StepView, isOpen: boolean): void {
    if (!this.#ownsOpen) this.#open = { ...this.#open };
    this.#ownsOpen = true;
    const key = stepKey(step.nodeId, step.visit);
    if (isOpen) this.#open[key] = step;
    else delete this.#open[key];
    if (!this.#openAt) return;
    const visits = this.#openAt.get(step.nodeId) ?? new Map<number, StepView>();
    this.#openAt.set(step.nodeId, visits);
    if (isOpen) visits.set(step.visit, step);
    else visits.delete(step.visit);
  }
}

export const openStates: ReadonlySet<StepState> = new Set([
  "running",
  "waiting",
  "approval",
  "form",
  "retrying",
  "undecided",
  "late",
]);

function groupOpen(open: Readonly<Record<string, StepView>>): Map<string, Map<number, StepView>> {
  const groups = new Map<string, Map<number, StepView>>();
  for (const step of Object.values(open)) {
    const visits = groups.get(step.nodeId) ?? new Map<number, StepView>();
    groups.set(step.nodeId, visits.set(step.visit, step));
  }
  return groups;
}

class NodeDraft {
  readonly base: NodeTrace;
  readonly steps: SparseListDraft<StepView>;
  readonly #states: Partial<Record<StepState, number>>;
  readonly #left: Record<string, number>;
  #from: string | undefined;
  #to: string | undefined;
  lastVisit: number;

  constructor(base: NodeTrace) {
    this.base = base;
    this.steps = new SparseListDraft(base.steps);
    this.#states = { ...base.states };
    this.#left = { ...base.left };
    this.#from = base.from;
    this.#to = base.to;
    this.lastVisit = base.steps.count;
  }

  put(before: StepView | undefined, step: StepView): void {
    if (before) this.#count(before, -1);
    this.#count(step, 1);
    this.steps.set(step.visit - 1, step);
    this.lastVisit = Math.max(this.lastVisit, step.visit);
    const from = step.spans[0]?.from;
    const to = step.spans.at(-1)?.to;
    if (from !== undefined && (this.#from === undefined || from < this.#from)) this.#from = from;
    if (to !== undefined && (this.#to === undefined || to > this.#to)) this.#to = to;
  }

  finish(): NodeTrace {
    return {
      nodeId: this.base.nodeId,
      steps: this.steps.finish(),
      states: this.#states,
      left: this.#left,
      ...(this.#from === undefined ? {} : { from: this.#from }),
      ...(this.#to === undefined ? {} : { to: this.#to }),
    };
  }

  #count({ state, port = "" }: StepView, by: 1 | -1): void {
    this.#states[state] = (this.#states[state] ?? 0) + by;
    if (state === "completed" || state === "undone") this.#left[port] = (this.#left[port] ?? 0) + by;
  }
}
