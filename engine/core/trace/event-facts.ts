import type { RunEvent } from "../machine/run-event.ts";
import type { SpanAttributes } from "./span.ts";

/** What a trace tells of an event besides its type: names, numbers and codes that flows declare, and nothing that runs carry. */
export function factsOf(event: RunEvent): SpanAttributes {
  switch (event.type) {
    case "attempt.failed":
    case "step.failed":
    case "step.undecided":
    case "step.lateFailed":
      return { "omnilink.attempt": event.attempt, "error.type": event.data.failure.code };
    case "item.failed":
      return { "omnilink.item": event.data.index, "error.type": event.data.failure.code };
    case "run.compensating":
    case "run.limitReached":
      return { "error.type": event.data.failure.code };
    case "step.decided":
      return { "omnilink.verdict": event.data.verdict };
    case "approval.decided":
      return { "omnilink.decision": event.data.decision };
    case "child.ended":
      return { "omnilink.run.status": event.data.status };
    case "signal.received":
      return { "omnilink.signal": event.data.name };
    case "step.undone":
      return { "omnilink.node.id": event.data.nodeId };
    case "run.moved":
      return { "omnilink.flow.version": event.data.version };
    default:
      return {};
  }
}
