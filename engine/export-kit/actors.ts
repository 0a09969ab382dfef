import { fromPromise, type PromiseActorLogic } from "xstate";
import type { Scope, StepResult } from "./scope.ts";
import { runStep, type Flow } from "./step.ts";
import { newest, undoOne } from "./undo.ts";
import type { World } from "./world.ts";

/** The actor of each step: it is invoked with what the run knows, and gives what the step gave. */
export function stepActors<F extends Flow>(flow: F, world: World): { [Id in keyof F]: PromiseActorLogic<StepResult, Scope> } {
  const actors = Object.keys(flow).map((nodeId) => [
    nodeId,
    fromPromise<StepResult, Scope>(({ input, signal }) => runStep(flow, nodeId, { world, scope: input, signal })),
  ]);
  return Object.fromEntries(actors) as { [Id in keyof F]: PromiseActorLogic<StepResult, Scope> };
}

/** Undoes the step that completed last, and gives what is left. */
export const undoLast = (flow: Flow, world: World): PromiseActorLogic<Scope, Scope> =>
  fromPromise(async ({ input: scope, signal }) => {
    const entry = newest(scope.undo);
    return entry ? undoOne(flow, world, scope, entry, signal) : scope;
  });
