import type { RunEventBody } from "../core/machine/run-event.ts";
import { stepKey, type ActiveStep, type RunState } from "../core/machine/run-state.ts";
import type { StepContext, StepOutcome } from "./executor.ts";
import { callEffect } from "./run-effect.ts";
import { completed } from "./step-events.ts";
import type { StepWorld } from "./step-world.ts";

export interface Outcome {
  readonly step: ActiveStep;
  /** Absent when a call that had been given up gave no answer: it has to be asked again. */
  readonly event?: RunEventBody;
}

interface Call {
  readonly step: ActiveStep;
  readonly abort: AbortController;
}

/**
 * The calls one session has made and not heard from. A call whose step has left the run is aborted and no longer waited
 * for; one that was given up, and that can be undone, is listened to a while longer.
 */
export class CallsInFlight {
  readonly #world: StepWorld;
  readonly #onOutcome: () => void;
  readonly #calls = new Map<string, Call>();
  readonly #late = new Map<string, Promise<StepOutcome | undefined>>();
  #outcomes: Outcome[] = [];

  constructor(world: StepWorld, onOutcome: () => void) {
    this.#world = world;
    this.#onOutcome = onOutcome;
  }

  get size(): number {
    return this.#calls.size;
  }

  has(step: ActiveStep): boolean {
    return this.#calls.has(keyOf(step));
  }

  start(state: RunState, step: ActiveStep, context: StepContext | undefined): void {
    const abort = new AbortController();
    const call: Call = { step, abort };
    this.#calls.set(keyOf(step), call);
    const { outcome, late } = callEffect(this.#world, state, step, abort, context);
    this.#late.set(keyOf(step), late);
    void outcome.then((event) => this.#arrive(call, { step, event }));
  }

  /** Goes on listening to the call of a step that was given up; without one, the answer is "nothing". */
  listen(step: ActiveStep): void {
    const began = this.#world.clock.monotonicMs();
    const call: Call = { step, abort: new AbortController() };
    this.#calls.set(keyOf(step), call);
    void (this.#late.get(keyOf(step)) ?? Promise.resolve(undefined)).then((answer) =>
      this.#arrive(call, answer ? { step, event: completed({ world: this.#world, step, began }, answer) } : { step }),
    );
  }

  #arrive(call: Call, outcome: Outcome): void {
    if (this.#calls.get(keyOf(call.step)) !== call) return;
    this.#outcomes.push(outcome);
    this.#onOutcome();
  }

  get hasOutcomes(): boolean {
    return this.#outcomes.length > 0;
  }

  take(): readonly Outcome[] {
    const taken = this.#outcomes;
    this.#outcomes = [];
    for (const { step, event } of taken) {
      this.#calls.delete(keyOf(step));
      if (event?.type === "step.completed") this.#late.delete(keyOf(step));
    }
    return taken;
  }

  /** Aborts the calls whose steps have left the run. */
  dropAllBut(isWanted: (step: ActiveStep) => boolean): void {
    for (const [key, { step, abort }] of this.#calls) {
      if (isWanted(step)) continue;
      this.#calls.delete(key);
      abort.abort();
    }
    this.#outcomes = this.#outcomes.filter(({ step }) => this.#calls.has(keyOf(step)));
  }
}

const keyOf = ({ nodeId, visit }: ActiveStep): string => stepKey(nodeId, visit);
