import type { RunState } from "../../core/machine/run-state.ts";

export interface NextTimer {
  readonly nodeId: string;
  /** It ends the time in which people may decide. */
  readonly isTask: boolean;
}

/** What time would wake first in a run that rests. */
export function nextTimer({ active }: RunState): NextTimer | undefined {
  const [next] = Object.values(active)
    .flatMap(({ dueAt, approvalId, nodeId, body }) => [
      ...(dueAt === undefined ? [] : [{ nodeId, dueAt, isTask: approvalId !== undefined }]),
      ...(body?.retrying ?? []).map((item) => ({ nodeId, dueAt: item.dueAt, isTask: false })),
    ])
    .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  return next;
}
