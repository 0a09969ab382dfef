import type { NodeExecutor, NodeExecutors } from "../runtime/executor.ts";
import { approvalExecutor } from "./approval/execute.ts";
import { assignExecutor } from "./assign/execute.ts";
import { branchExecutor } from "./branch/execute.ts";
import type { NodeKind } from "./definitions.ts";
import { createHttpExecutor } from "./http/execute.ts";
import type { Send } from "./http/sender.ts";
import { mapExecutor } from "./map/execute.ts";
import { stopExecutor } from "./stop/execute.ts";
import { validateExecutor } from "./validate/execute.ts";
import { waitExecutor } from "./wait/execute.ts";

/** Triggers and joins do nothing themselves; every other kind must be listed below, or this file does not compile. */
type WorkingKind = Exclude<NodeKind, `trigger.${string}` | "join">;

export function createNodeExecutors({ send }: { readonly send: Send }): NodeExecutors {
  const executors: Readonly<Record<WorkingKind, NodeExecutor>> = {
    map: mapExecutor,
    assign: assignExecutor,
    validate: validateExecutor,
    branch: branchExecutor,
    wait: waitExecutor,
    stop: stopExecutor,
    approval: approvalExecutor,
    http: createHttpExecutor(send),
  };
  return new Map(Object.entries(executors));
}
