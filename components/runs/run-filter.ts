import { runStatuses, type RunStatus } from "#engine/core/machine/run-event.ts";

export interface RunFilter {
  readonly flowId?: string;
  readonly status?: RunStatus[];
  readonly text?: string;
}

type Loose = { readonly [Key in keyof RunFilter]?: RunFilter[Key] | undefined };

/** The filter in an address: `?flow=orderApproval&status=failed,waiting&q=A-1`. What is not a status is passed over. */
export function readRunFilter(params: Pick<URLSearchParams, "get">): RunFilter {
  const flowId = params.get("flow");
  const text = params.get("q")?.trim();
  const named = params.get("status")?.split(",") ?? [];
  const status = runStatuses.filter((one) => named.includes(one));
  return { ...(flowId ? { flowId } : {}), ...(status.length > 0 ? { status } : {}), ...(text ? { text } : {}) };
}

export function writeRunFilter({ flowId, status, text }: Loose): string {
  const params = new URLSearchParams();
  if (flowId) params.set("flow", flowId);
  if (status && status.length > 0) params.set("status", status.join(","));
  if (text?.trim()) params.set("q", text.trim());
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}
