import { z } from "zod";
import { holds } from "../../core/expression/holds.ts";
import { StepFailure } from "../../core/failure.ts";
import type { BodyResult, ContainerExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({ while: z.string(), maxIterations: z.int().default(1_000) });

const NO_TURNS: BodyResult = { turns: 0, outputs: [], count: 0 };

export const loopExecutor: ContainerExecutor = {
  behavior: "container",
  async advance(context, body = NO_TURNS) {
    const { while: condition, maxIterations } = readConfig(resolved, context);
    if (!holds(await context.evaluate(condition, undefined, { index: body.turns })))
      return { type: "done", output: body.outputs.at(-1)?.[1] ?? null };
    if (body.turns < maxIterations) return { type: "open", opening: { turn: body.turns } };
    const { node } = context;
    const message = `"${node.label}" has run ${maxIterations} turns and its condition still holds. Raise maxIterations, or mend the condition.`;
    throw new StepFailure({ code: "loop/too-many-turns", message, nodeId: node.id });
  },
};
