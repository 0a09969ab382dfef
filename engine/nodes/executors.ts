import type { EmitFromRun } from "../runtime/event-bus.ts";
import type { NodeExecutor, NodeExecutors } from "../runtime/executor.ts";
import { approvalExecutor } from "./approval/execute.ts";
import { assignExecutor } from "./assign/execute.ts";
import { blockExecutor } from "./block/execute.ts";
import { branchExecutor } from "./branch/execute.ts";
import type { NodeKind } from "./definitions.ts";
import { forEachExecutor } from "./forEach/execute.ts";
import { createEmitExecutor } from "./emit/execute.ts";
import { createHttpExecutor } from "./http/execute.ts";
import { loopExecutor } from "./loop/execute.ts";
import { formExecutor } from "./form/execute.ts";
import { createNotifyExecutor } from "./notify/execute.ts";
import type { Send } from "./sender.ts";
import type { SendMail } from "./mail-sender.ts";
import { mapExecutor } from "./map/execute.ts";
import { placeholderExecutor } from "./placeholder/execute.ts";
import { respondExecutor } from "./respond/execute.ts";
import { stopExecutor } from "./stop/execute.ts";
import { subFlowExecutor } from "./subFlow/execute.ts";
import { validateExecutor } from "./validate/execute.ts";
import { waitExecutor } from "./wait/execute.ts";

/** Triggers, joins and compensations do nothing themselves; every other kind must be listed below, or this file does not compile. */
type WorkingKind = Exclude<NodeKind, `trigger.${string}` | "join" | "compensate">;

export interface NodePorts {
  readonly send: Send;
  readonly sendMail: SendMail;
  /** Without it a step that emits fails: an event that nobody keeps would be lost without a trace. */
  readonly emit?: EmitFromRun;
}

export function createNodeExecutors({ send, sendMail, emit = refuseEvents }: NodePorts): NodeExecutors {
  const executors: Readonly<Record<WorkingKind, NodeExecutor>> = {
    map: mapExecutor,
    assign: assignExecutor,
    validate: validateExecutor,
    branch: branchExecutor,
    forEach: forEachExecutor,
    loop: loopExecutor,
    block: blockExecutor,
    subFlow: subFlowExecutor,
    wait: waitExecutor,
    stop: stopExecutor,
    approval: approvalExecutor,
    http: createHttpExecutor(send),
    emit: createEmitExecutor(emit),
    form: formExecutor,
    respond: respondExecutor,
    notify: createNotifyExecutor({ send, sendMail }),
    placeholder: placeholderExecutor,
  };
  return new Map(Object.entries(executors));
}

const refuseEvents: EmitFromRun = () => Promise.reject(new Error("This process has no event bus."));
