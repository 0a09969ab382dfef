import { compileFlow } from "../core/compile/compile-flow.ts";
import type { FlowPlan } from "../core/compile/flow-plan.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";

/** Compiles a stored version. It compiled when it was deployed, so a failure means the engine no longer knows its kinds. */
export function compileVersion(document: FlowDocument): FlowPlan {
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (plan) return plan;
  const [first] = problems;
  throw new Error(`Flow ${document.id} no longer compiles: ${first?.message ?? "no reason was given"}`);
}
