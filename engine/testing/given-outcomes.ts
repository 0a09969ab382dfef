import type { CompiledFlow, NodePlan } from "../core/compile/flow-plan.ts";
import { StepFailure } from "../core/failure.ts";
import type { NodeExecutor, NodeExecutors, StepOutcome } from "../runtime/executor.ts";
import { singleMock, type Mocks, type Outcome } from "./mocks.ts";

interface Given {
  readonly flow: CompiledFlow;
  readonly executors: NodeExecutors;
}

/** Every node that is given an outcome gets a kind of its own in the plan, and thereby an executor that gives it. */
export function withGivenOutcomes(flow: CompiledFlow, executors: NodeExecutors, mocks: Mocks): Given {
  const nodes: Record<string, NodePlan> = { ...flow.plan.nodes };
  const all = new Map(executors);
  for (const node of Object.values(flow.plan.nodes)) {
    const { id } = node;
    const mock = singleMock(mocks, id);
    if (mock?.type !== "output" && mock?.type !== "failure") continue;
    if (!executors.has(node.kind)) throw new Error(`"${id}" is a ${node.kind}: it cannot be given an outcome.`);
    const executor = giving(node, mock);
    const kind = `given.${id}`;
    all.set(kind, executor);
    nodes[id] = { ...node, kind, behavior: executor.behavior };
  }
  return { flow: { ...flow, plan: { ...flow.plan, nodes } }, executors: all };
}

/** A node that calls out keeps its attempts, its retries and its key; all others just give what they are to give. */
function giving({ behavior }: NodePlan, given: Outcome): NodeExecutor {
  const run = async (): Promise<StepOutcome> => {
    if (given.type === "output") return { output: given.output, ...(given.port === undefined ? {} : { port: given.port }) };
    throw new StepFailure({ code: given.code, message: given.message, retryable: given.retryable });
  };
  const isCall = behavior === "effect" || behavior === "child";
  return isCall ? { behavior: "effect", prepare: async () => null, run } : { behavior: "pure", run };
}
