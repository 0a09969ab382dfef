import { StepFailure } from "../core/failure.ts";
import type { FlowPlan } from "../core/compile/flow-plan.ts";
import { isClosing } from "../core/machine/scope-tree.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
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
   * A forced cancel waits for nobody, so its steps are gone as soon as it is recorded: it is passed on before, as `letGo` is.
   * A run that is just being started is asked for again, which gives its id.
   */
  async abandon(state: RunState): Promise<void> {
    for (const step of Object.values(state.active)) {
      const child = step.child ?? (await this.#beingStarted(step));
      if (child !== undefined) await this.#children.cancel(child, { compensate: false, force: true });
    }
  }

  async #beingStarted(step: ActiveStep): Promise<string | undefined> {
    if (step.phase !== "started" || step.undoes || this.#plan.nodes[step.nodeId]?.behavior !== "child") return undefined;
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

  /** Given before the end of the pause is recorded: until then, every process that reads the mail gives it again. */
  async letGo(state: RunState): Promise<void> {
    if (!state.paused) return;
    for (const child of childrenOf(state)) await this.#children.letGo(child, state.paused.atMs);
    this.#held.clear();
  }
}

const childrenOf = ({ active }: RunState): readonly string[] =>
  Object.values(active).flatMap(({ child, phase }) => (child !== undefined && phase === "waiting" ? [child] : []));
