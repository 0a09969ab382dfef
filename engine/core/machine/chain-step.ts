import { createMachine, initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from "xstate";
import type { ChainAction, ChainMachine } from "../compile/flow-plan.ts";
import type { JsonObject } from "../json.ts";
import { persistSnapshot, restoreSnapshot } from "./persisted-snapshot.ts";

/**
 * Steps chain machines. A chain machine keeps nothing in its context, so its next state depends on its state, the kind of
 * event and the port alone. XState therefore works out each of these transitions once per process; later runs of the
 * same flow version look the answer up.
 */
export interface ChainStep {
  /** The state entered: a node id, or the name of an end state. */
  readonly at: string;
  readonly action: ChainAction;
  /** What XState's `getPersistedSnapshot` gives. */
  readonly snapshot: JsonObject;
}

type Outcome = { readonly type: "step.completed"; readonly port: string } | { readonly type: "step.failed" };

interface Stepper {
  readonly machine: AnyStateMachine;
  initial?: ChainStep;
  readonly known: Map<string, ChainStep>;
}

const steppers = new WeakMap<ChainMachine, Stepper>();

export function enterChain(chain: ChainMachine): ChainStep {
  const stepper = stepperOf(chain);
  stepper.initial ??= toStep(stepper.machine, initialTransition(stepper.machine, undefined));
  return stepper.initial;
}

/** `undefined` when the chain does not listen for this outcome in this state. */
export function stepChain(chain: ChainMachine, snapshot: JsonObject, outcome: Outcome): ChainStep | undefined {
  const stepper = stepperOf(chain);
  const key = `${String(snapshot["value"])}/${outcome.type}/${outcome.type === "step.completed" ? outcome.port : ""}`;
  const known = stepper.known.get(key);
  if (known) return known;
  const [next, actions] = transition(stepper.machine, restoreSnapshot(stepper.machine, snapshot) as never, outcome);
  if (actions.length === 0) return undefined;
  const step = toStep(stepper.machine, [next, actions]);
  stepper.known.set(key, step);
  return step;
}

function stepperOf(chain: ChainMachine): Stepper {
  const found = steppers.get(chain);
  if (found) return found;
  const stepper: Stepper = { machine: toMachine(chain), known: new Map() };
  steppers.set(chain, stepper);
  return stepper;
}

function toMachine(chain: ChainMachine): AnyStateMachine {
  const implementations = { guards: { port: ({ event }: { event: Outcome }, params: unknown) => isPort(event, params) } };
  return createMachine(chain as never, implementations as never);
}

function isPort(event: Outcome, params: unknown): boolean {
  return event.type === "step.completed" && event.port === (params as { port: string }).port;
}

function toStep(
  machine: AnyStateMachine,
  [next, actions]: readonly [AnyMachineSnapshot, readonly { type: string; params: unknown }[]],
): ChainStep {
  const [action] = actions;
  return {
    at: String(next.value),
    action: { type: action!.type, params: action!.params } as ChainAction,
    snapshot: persistSnapshot(machine, next),
  };
}
