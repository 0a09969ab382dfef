import { runTurn, type Body } from "../body.ts";
import { stepOf } from "../step.ts";

/** Runs its nodes as one: they share an error edge. */
export const block = (body: Body) =>
  stepOf(() => async (attempt) => {
    const { output, scope } = await runTurn(body, attempt, {});
    const { steps, vars, undo, stopped } = scope;
    return { output, steps, vars, undo, ...(stopped === undefined ? {} : { stopped }) };
  });
