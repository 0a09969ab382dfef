import { randomUUID } from "node:crypto";
import { createActor, toPromise, type AnyStateMachine } from "xstate";
import type { Failure } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";
import { emptyScope, outputOf, type Scope } from "./scope.ts";
import type { World } from "./world.ts";

export interface RunResult {
  readonly status: "completed" | "failed" | "compensated" | "compensation_incomplete";
  readonly output?: Json;
  readonly failure?: Failure;
}

/** What the machine of a flow begins with. */
export interface Start {
  readonly input: Json;
  readonly flow: string;
  /** Node at which the run begins. */
  readonly trigger: string;
  readonly runId: string;
  readonly startedAt: string;
  readonly env?: JsonObject;
}

export const begin = ({ input, flow, trigger, runId, startedAt, env }: Start): Scope =>
  emptyScope(input, { id: runId, flow, trigger, startedAt }, env);

export interface RunOptions {
  readonly flow: string;
  readonly trigger: string;
  readonly runId?: string;
}

/** Runs a flow in this process, to its end. Nothing is stored: a run does not survive the process. */
export async function runInMemory(
  machine: (world: World) => AnyStateMachine,
  world: World,
  input: Json,
  { flow, trigger, runId = randomUUID() }: RunOptions,
): Promise<RunResult> {
  const { variables: env } = world;
  const startedAt = new Date(world.now()).toISOString();
  const start: Start = { input, flow, trigger, runId, startedAt, ...(env === undefined ? {} : { env }) };
  const actor = createActor(machine(world), { input: start });
  actor.start();
  return resultOf((await toPromise(actor)) as Scope);
}

function resultOf(scope: Scope): RunResult {
  const { failure, undoFailure, undone } = scope;
  if (!failure) return { status: "completed", output: outputOf(scope) };
  if (undoFailure) return { status: "compensation_incomplete", failure };
  return { status: undone > 0 ? "compensated" : "failed", failure };
}
