import { isClosing } from "../core/machine/scope-tree.ts";
import type { RunState } from "../core/machine/run-state.ts";
import type { ChildRuns } from "./step-world.ts";

/**
 * What happens to a run happens to the runs of its sub-flows that it waits for: they are canceled with their step, and held
 * and let go with their parent. An order that was given before a crash is given again after it, under the same key.
 */
export class ChildOrders {
  readonly #children: ChildRuns;
  readonly #canceled = new Set<string>();
  readonly #held = new Set<string>();

  constructor(children: ChildRuns) {
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
      await this.#children.cancel(child, ending?.type !== "canceled" || ending.request.compensate);
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
