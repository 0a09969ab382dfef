/** From one environment to another. */
export interface PromotionWay {
  readonly from: string;
  readonly to: string;
}

interface KnownPlace {
  readonly environment: string;
  readonly live?: unknown;
}

/** `?from=dev&to=test`; nothing where that is no way that a version could go. */
export function wayOf(params: Pick<URLSearchParams, "get">, places: readonly KnownPlace[]): PromotionWay | undefined {
  const [from, to] = [params.get("from"), params.get("to")];
  const source = places.find(({ environment }) => environment === from);
  const target = places.find(({ environment }) => environment === to);
  if (!source?.live || !target || source === target) return undefined;
  return { from: source.environment, to: target.environment };
}

export const wayHref = (flowId: string, { from, to }: PromotionWay): string =>
  `/flows/${flowId}/environments?from=${from}&to=${to}`;
