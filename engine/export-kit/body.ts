import { createActor, toPromise, type AnyStateMachine } from "xstate";
import { StepFailure } from "./failure.ts";
import { BodyFailure, outputOf, type Scope } from "./scope.ts";
import type { Json } from "./json.ts";
import type { Attempt } from "./step.ts";
import type { World } from "./world.ts";

/** How a machine of this flow ends. */
export interface Ending {
  readonly kind: "done" | "failed" | "stopped";
  readonly scope: Scope;
}

/** A machine says how it ended by what it leaves behind; a piece also by the final state it came to. */
export const endingOf = (scope: Scope, event: { readonly output?: unknown }): Ending => ({
  ...(typeof event.output === "object" ? event.output : {}),
  kind: scope.failure ? "failed" : scope.stopped === undefined ? "done" : "stopped",
  scope,
});

/** The machine of a container's body, for a world. */
export type Body = (world: World) => AnyStateMachine;

export interface Turn {
  readonly output: Json;
  readonly scope: Scope;
}

/** Runs one turn of a body to its end. Throws `BodyFailure`. */
export async function runTurn(body: Body, { world, nodeId, scope, signal }: Attempt, names: Partial<Scope>): Promise<Turn> {
  const start: Scope = { ...scope, ...names, undo: [], ends: {}, within: [...scope.within, nodeId] };
  const actor = createActor(body(world), { input: start });
  signal.addEventListener("abort", () => actor.stop(), { once: true });
  actor.start();
  const ending = (await toPromise(actor)) as Ending | undefined;
  if (!ending) throw new StepFailure({ code: "step/aborted", message: "Its run has ended." });
  const { kind, scope: end } = ending;
  if (kind === "failed") throw new BodyFailure(end.failure!, { steps: end.steps, vars: end.vars, undo: end.undo });
  return { output: outputOf(end), scope: end };
}
