import { StepFailure } from "../core/failure.ts";
import type { FlowPlan } from "../core/compile/flow-plan.ts";
import { isClosing } from "../core/machine/scope-tree.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import { undoneRun } from "../core/machine/undo-in-hand.ts";
import type { ChildRequest } from "./executor.ts";
import type { ChildRuns } from "./step-world.ts";

/**
 * What happens to a run happens to the runs of its sub-flows that it waits for: they are canceled with their step, and held
 * and let go with their parent. An order that was given before a crash is given again after it, under the same key.
 */
export class ChildOrders {
  readonly #plan: FlowPlan;
  readonly #children: ChildRuns;
  readonly #canceled = new Set<string>();
  readonly #held = new Set<string>();

  constructor(plan: FlowPlan, children: ChildRuns) {
    this.#plan = plan;
    this.#children = children;
  }

  /** What an event means for them, before it is recorded: until then, every process that reads the mail gives the orders again. */
  async passOn(state: RunState, event: RunEventBody): Promise<void> {
    if (endsPause(state, event)) await this.#letGo(state);
    if (event.type === "run.cancelRequested" && event.data.force) await this.#abandon(state);
  }

  async follow(state: RunState): Promise<void> {
    await this.#cancel(state);
    await this.#hold(state);
  }

  /** Runs of sub-flows whose step is being taken back are canceled, and then waited for. */
  async #cancel(state: RunState): Promise<void> {
    if (!state.closing) return;
    for (const step of Object.values(state.active)) {
      const { child } = step;
      if (child === undefined || this.#canceled.has(child) || !isClosing(state, step)) continue;
      this.#canceled.add(child);
      const { ending } = state;
      await this.#children.cancel(child, { compensate: ending?.type !== "canceled" || ending.request.compensate });
    }
  }

  /**
   * A forced cancel waits for nobody, so its steps are gone as soon as it is recorded.
   * A run that is just being started is asked for again, which gives its id.
   */
  async #abandon(state: RunState): Promise<void> {
    for (const step of Object.values(state.active)) {
      const child = step.child ?? (await this.#beingStarted(step));
      if (child !== undefined) await this.#children.cancel(child, { compensate: false, force: true });
    }
  }

  async #beingStarted(step: ActiveStep): Promise<string | undefined> {
    if (step.phase !== "started" || undoneRun(step) !== undefined || this.#plan.nodes[step.nodeId]?.behavior !== "child")
      return undefined;
    const request = step.input as unknown as ChildRequest;
    try {
      return request.wait ? await this.#children.start(step, request) : undefined;
    } catch (error) {
      if (error instanceof StepFailure) return undefined;
      throw error;
    }
  }

  /** A run that was being started when the pause came is held as well, as soon as it is known. */
  async #hold(state: RunState): Promise<void> {
    if (!state.paused) return;
    for (const child of childrenOf(state)) {
      if (this.#held.has(child)) continue;
      this.#held.add(child);
      await this.#children.hold(child, state.paused.atMs);
    }
  }

  async #letGo(state: RunState): Promise<void> {
    if (!state.paused) return;
    for (const child of childrenOf(state)) await this.#children.letGo(child, state.paused.atMs);
    this.#held.clear();
  }
}

/** A cancel needs no resume, but for a run that is on its way out already. */
function endsPause({ ending }: RunState, event: RunEventBody): boolean {
  if (event.type === "run.cancelRequested") return !ending || event.data.force === true;
  return event.type === "run.resumed" || event.type === "run.rewound";
}

const childrenOf = ({ active }: RunState): readonly string[] =>
  Object.values(active).flatMap(({ child, phase }) => (child !== undefined && phase === "waiting" ? [child] : []));
