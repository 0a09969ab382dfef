import { compileFlow } from "../core/compile/compile-flow.ts";
import { evaluateExpression } from "../core/expression/evaluate-expression.ts";
import { parseExpression } from "../core/expression/parse-expression.ts";
import { startRun, stepRun } from "../core/machine/index.ts";
import type { RunEvent } from "../core/machine/run-event.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { chain10Flow, chain10Input } from "./chain10-flow.ts";
import { perSecond } from "./per-second.ts";
import { seededRandom } from "../core/expression/seeded-random.ts";

/** What the parts of a step cost on this machine in this minute, so that a result can be read as a ratio. */
export async function measureFloors() {
  return {
    floorExpressionsPerSecond: await perSecond(expressionLoop()),
    floorPureStepsPerSecond: await perSecond(pureEngineLoop()),
    floorJsonRoundTripsPerSecond: await perSecond(jsonLoop()),
  };
}

function expressionLoop(): () => Promise<number> {
  const parsed = parseExpression('{ "id": input.id, "total": $sum(input.items.(price * qty)), "n": input.n + 1 }');
  if (!parsed.ok) throw new Error(parsed.message);
  return async () => {
    for (let i = 0; i < 200; i += 1)
      await evaluateExpression(parsed.expression, { input: chain10Input }, { nowMs: 0, random: seededRandom(0, "nothing") });
    return 200;
  };
}

/** The engine without I/O and without expressions: fold ten events, take the commands. */
function pureEngineLoop(): () => Promise<number> {
  const { plan } = compileFlow(chain10Flow, nodeDefinitions);
  const at = "2026-01-01T00:00:00.000Z";
  const data = { flow: "chain10", version: 1, contentHash: plan!.contentHash, trigger: "start", input: chain10Input, seed: 1 };
  return async () => {
    for (let run = 0; run < 100; run += 1) {
      let { state } = startRun(plan!, "run", { seq: 1, at, type: "run.started", data });
      for (let index = 0; index < 10; index += 1) {
        const output = { n: index };
        const event: RunEvent = {
          seq: index + 2,
          at,
          type: "step.completed",
          nodeId: `s${index}`,
          visit: 1,
          attempt: 1,
          data: { output, durationMs: 0 },
        };
        ({ state } = stepRun(plan!, state, event));
      }
    }
    return 1_000;
  };
}

function jsonLoop(): () => Promise<number> {
  return async () => {
    for (let i = 0; i < 500; i += 1) JSON.parse(JSON.stringify(chain10Input));
    return 500;
  };
}
