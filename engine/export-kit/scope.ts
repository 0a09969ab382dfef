import { StepFailure, toFailure, type Failure } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";

/**
 * What a run knows, and what expressions see of it. It is the context of the machine: `input`, `steps.<id>`, `vars`, `env`,
 * `item` and `index` inside a body, `error` on an error path, and `step` inside an undo.
 */
export interface Scope {
  readonly input: Json;
  readonly steps: JsonObject;
  readonly vars: JsonObject;
  readonly run: JsonObject;
  /** Variables of where it runs. */
  readonly env?: JsonObject;
  readonly item?: Json;
  readonly index?: number;
  readonly outer?: JsonObject;
  readonly error?: Json;
  readonly step?: JsonObject;
  /** Completed steps that can be undone, and when each step completed. */
  readonly undo: readonly UndoEntry[];
  readonly completed: Readonly<Record<string, number>>;
  /** The port each step left by. */
  readonly ports: Readonly<Record<string, string>>;
  readonly within: readonly string[];
  /** Outputs of the nodes at which branches ended. */
  readonly ends: JsonObject;
  /** Output of the stop node that ended the run. */
  readonly stopped?: Json;
  readonly failure?: Failure;
  /** Why an undo did not succeed. */
  readonly undoFailure?: Failure;
  /** How many steps were undone. */
  readonly undone: number;
}

/** A completed step with what it was given and returned at that time. */
export interface UndoEntry {
  readonly nodeId: string;
  readonly by: string;
  readonly onFailure: "stop" | "continue" | "ask";
  readonly input: Json;
  readonly output: Json;
  readonly idempotencyKey: string;
  /** Place in the order of completion over the whole run: the last is undone first. */
  readonly order: number;
  /** Containers around it. */
  readonly within: readonly string[];
  /** What the expressions of the step saw. */
  readonly scope: Scope;
}

/** What a step gives. `port` is absent for its default output. */
export interface StepResult {
  readonly output: Json;
  readonly port?: string;
  readonly vars?: JsonObject;
  /** What an undo of the step is shown as its input. */
  readonly input?: Json;
  /** Of a body that counts as part of this scope: its steps. */
  readonly steps?: JsonObject;
  /** New entries of the undo stack, or with `rewind` the whole of it. */
  readonly undo?: readonly UndoEntry[];
  readonly rewind?: boolean;
  /** The body came to a stop node. */
  readonly stopped?: Json;
  /** Place in the order of completion. */
  readonly order?: number;
}

export const emptyScope = (input: Json, run: JsonObject, env?: JsonObject): Scope => ({
  ...(env === undefined ? {} : { env }),
  input,
  steps: {},
  vars: {},
  run,
  undo: [],
  completed: {},
  ports: {},
  within: [],
  ends: {},
  undone: 0,
});

/** The scope after a step. */
export function keep(scope: Scope, nodeId: string, result: StepResult): Scope {
  const { output, port = "out", vars, steps, undo, rewind, stopped, order = 0 } = result;
  return {
    ...scope,
    steps: { ...scope.steps, ...steps, [nodeId]: output },
    ports: { ...scope.ports, [nodeId]: port },
    completed: { ...scope.completed, [nodeId]: order },
    ...(vars ? { vars: { ...scope.vars, ...vars } } : {}),
    ...(undo ? { undo: rewind ? undo : [...scope.undo, ...undo] } : {}),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

/** A branch ends at this node. */
export const endAt = (scope: Scope, nodeId: string): Scope => ({
  ...scope,
  ends: { ...scope.ends, [nodeId]: scope.steps[nodeId] ?? null },
});

/** The output of what has ended: of the only end, or of each by its node. */
export function outputOf({ ends, stopped }: Scope): Json {
  if (stopped !== undefined) return stopped;
  const outputs = Object.values(ends);
  return outputs.length === 1 ? outputs[0]! : outputs.length === 0 ? null : ends;
}

/** What a failed container leaves behind: its completed steps can still be undone. */
export type Left = Pick<StepResult, "steps" | "vars" | "undo">;

export class BodyFailure extends StepFailure {
  readonly left: Left;
  constructor(failure: Failure, left: Left) {
    super(failure);
    this.left = left;
  }
}

function after(scope: Scope, error: unknown): Scope {
  if (!(error instanceof BodyFailure)) return scope;
  const { steps, vars, undo = [] } = error.left;
  return { ...scope, steps: { ...scope.steps, ...steps }, vars: { ...scope.vars, ...vars }, undo: [...scope.undo, ...undo] };
}

/** Goes on at the error edge of a node. */
export const onErrorPath = (scope: Scope, error: unknown): Scope => ({
  ...after(scope, error),
  error: { ...toFailure(error) } as unknown as JsonObject,
});

/** Nothing handles it: the scope has failed. */
export const failed = (scope: Scope, error: unknown): Scope => ({ ...after(scope, error), failure: toFailure(error) });
