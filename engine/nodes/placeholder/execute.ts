import { StepFailure } from "../../core/failure.ts";
import type { PureExecutor } from "../../runtime/executor.ts";

/** A flow with a placeholder is not published, so this is only met in a try. */
export const placeholderExecutor: PureExecutor = {
  behavior: "pure",
  run({ node }) {
    const message = `"${node.label}" is a placeholder: put nodes in its place that do what it did.`;
    return Promise.reject(new StepFailure({ code: "step/placeholder", message, nodeId: node.id }));
  },
};
