import { isJsonObject, type JsonValue } from "../core/json.ts";
import type { ApprovalRequest, RunEvent } from "../core/machine/run-event.ts";
import { stepKey } from "../core/machine/run-state.ts";

export interface OpenApproval {
  readonly approvalId: string;
  readonly title: string;
  readonly roles: readonly string[];
  /** It takes data, not a yes or no. */
  readonly isForm: boolean;
}

type OpenStep =
  { readonly goesOnAlone: true } | { readonly goesOnAlone: false; readonly approval?: OpenApproval; readonly signal?: string };

/**
 * The steps of a run that have begun and not ended, from its events. Tells a run that only time can move (a retry, a
 * wait for a duration) from one that is up to somebody outside.
 */
export class OpenSteps {
  readonly #open = new Map<string, OpenStep>();
  #isPaused = false;

  fold(event: RunEvent): void {
    switch (event.type) {
      case "step.started":
      case "attempt.failed":
        this.#open.set(stepKey(event.nodeId, event.visit), { goesOnAlone: true });
        return;
      case "step.waiting":
        this.#open.set(stepKey(event.nodeId, event.visit), openStep(event.data));
        return;
      case "step.undecided":
        this.#open.set(stepKey(event.nodeId, event.visit), { goesOnAlone: false });
        return;
      case "run.paused":
      case "run.resumed":
        this.#isPaused = event.type === "run.paused";
        return;
      case "run.rewound":
        this.#open.clear();
        return;
      case "run.moved":
        return this.#keepOnly(event.data.state["active"]);
      case "step.completed":
      case "step.failed":
      case "step.canceled":
        this.#open.delete(stepKey(event.nodeId, event.visit));
        return;
      case "timer.fired":
      case "approval.decided":
      case "step.decided":
        this.#open.delete(stepKey(event.data.nodeId, event.data.visit));
        return;
      case "signal.received":
        this.#receive(event.data.name);
        return;
      default:
    }
  }

  /** True when the run is paused, or every open step waits for a person or a signal. */
  get isUpToOthers(): boolean {
    if (this.#isPaused) return true;
    return this.#open.size > 0 && [...this.#open.values()].every((step) => !step.goesOnAlone);
  }

  get approvals(): readonly OpenApproval[] {
    return [...this.#open.values()].flatMap((step) => (!step.goesOnAlone && step.approval ? [step.approval] : []));
  }

  get signals(): readonly string[] {
    return [...this.#open.values()].flatMap((step) => (!step.goesOnAlone && step.signal !== undefined ? [step.signal] : []));
  }

  /** What the other version begins again is another visit. */
  #keepOnly(active: JsonValue | undefined): void {
    for (const key of this.#open.keys()) if (!isJsonObject(active) || !(key in active)) this.#open.delete(key);
  }

  #receive(name: string): void {
    for (const [key, step] of this.#open) {
      if (!step.goesOnAlone && step.signal === name) this.#open.delete(key);
    }
  }
}

const openApproval = ({ approvalId, title, roles, form }: ApprovalRequest): OpenApproval => ({
  approvalId,
  title,
  roles,
  isForm: form !== undefined,
});

function openStep({ approval, signal }: Extract<RunEvent, { type: "step.waiting" }>["data"]): OpenStep {
  if (!approval && signal === undefined) return { goesOnAlone: true };
  return {
    goesOnAlone: false,
    ...(approval && { approval: openApproval(approval) }),
    ...(signal !== undefined && { signal }),
  };
}
