import { runTurn, type Body } from "../body.ts";
import { holds, type Expression } from "../expression.ts";
import type { StepFailure } from "../failure.ts";
import type { Json } from "../json.ts";
import { BodyFailure, type Scope, type StepResult, type UndoEntry } from "../scope.ts";
import { stepOf, type Attempt } from "../step.ts";

interface Config {
  readonly while: Expression;
  readonly maxIterations?: number;
}

/** Runs its nodes again and again while a condition holds. */
export const loop = (body: Body) =>
  stepOf(({ while: condition, maxIterations = 1_000 }: Config) => async (attempt) => {
    let scope: Scope = attempt.scope;
    let undo: readonly UndoEntry[] = [];
    let output: Json = null;
    for (let turn = 0; holds(await condition.evaluate(scope, { index: turn })); turn += 1) {
      if (turn >= maxIterations) throw tooMany(maxIterations, scope, undo);
      const end = await turnAfter(body, { ...attempt, scope }, turn, undo);
      undo = [...undo, ...end.scope.undo];
      scope = { ...scope, steps: end.scope.steps, vars: end.scope.vars };
      output = end.output;
      if (end.scope.stopped !== undefined) return result(scope, undo, output, end.scope.stopped);
    }
    return result(scope, undo, output);
  });

const result = ({ steps, vars }: Scope, undo: readonly UndoEntry[], output: Json, stopped?: Json): StepResult => ({
  output,
  steps,
  vars,
  undo,
  ...(stopped === undefined ? {} : { stopped }),
});

/** What earlier turns have done stays undoable when a later one fails. */
async function turnAfter(body: Body, attempt: Attempt, index: number, before: readonly UndoEntry[]) {
  try {
    return await runTurn(body, attempt, { index });
  } catch (error) {
    if (!(error instanceof BodyFailure)) throw error;
    throw new BodyFailure(error.failure, { ...error.left, undo: [...before, ...(error.left.undo ?? [])] });
  }
}

function tooMany(limit: number, { steps, vars }: Scope, undo: readonly UndoEntry[]): StepFailure {
  return new BodyFailure(
    { code: "loop/too-many-turns", message: `It has run ${limit} turns and its condition still holds.` },
    { steps, vars, undo },
  );
}
