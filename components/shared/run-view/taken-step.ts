/**
 * The way from a step of a run into the draft of its flow: what the step gave is pinned to its node, or what it saw becomes
 * a test of its mapping. It is an address, so it opens in a new tab as well.
 */
export interface TakenStep {
  readonly as: "sample" | "test";
  readonly runId: string;
  readonly nodeId: string;
  readonly visit: number;
}

export function takeHref(flowId: string, { as, runId, nodeId, visit }: TakenStep): string {
  const params = new URLSearchParams({ take: as, run: runId, step: nodeId, visit: String(visit) });
  return `/flows/${flowId}?${params.toString()}`;
}

/** `undefined` for an address that takes nothing. */
export function readTakenStep(params: Pick<URLSearchParams, "get">): TakenStep | undefined {
  const [as, runId, nodeId] = [params.get("take"), params.get("run"), params.get("step")];
  const visit = Number(params.get("visit"));
  if ((as !== "sample" && as !== "test") || !runId || !nodeId || !Number.isSafeInteger(visit) || visit < 1) return undefined;
  return { as, runId, nodeId, visit };
}
