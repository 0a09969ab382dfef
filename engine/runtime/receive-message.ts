import { hasEnded, type RunEventBody } from "../core/machine/run-event.ts";
import { stepKey, type RunState } from "../core/machine/run-state.ts";
import type { MessageBody } from "./ports.ts";

/**
 * The event a message from outside becomes, or `undefined` when it came too late to matter: its step has gone on, or the
 * run has ended.
 */
export function receiveMessage(state: RunState, message: MessageBody): RunEventBody | undefined {
  if (hasEnded(state.status)) return undefined;
  switch (message.type) {
    case "timer": {
      const { nodeId, visit } = message;
      return isParked(state, nodeId, visit) ? { type: "timer.fired", data: { nodeId, visit } } : undefined;
    }
    case "approval": {
      const { type: _type, ...data } = message;
      return isParked(state, data.nodeId, data.visit) ? { type: "approval.decided", data } : undefined;
    }
    case "signal": {
      const { type: _type, ...data } = message;
      return { type: "signal.received", data };
    }
    case "cancel": {
      const { type: _type, ...data } = message;
      return { type: "run.cancelRequested", data };
    }
  }
}

function isParked(state: RunState, nodeId: string, visit: number): boolean {
  const phase = state.active[stepKey(nodeId, visit)]?.phase;
  return phase === "waiting" || phase === "retrying";
}
