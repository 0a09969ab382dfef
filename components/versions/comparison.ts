/** Which two versions are compared, and what of it is looked at. */
export interface Comparison {
  readonly from: number;
  readonly to: number;
  /** Id of the change that is looked at. */
  readonly change?: string;
  /** Boxes that only stand elsewhere are listed too. */
  readonly withMoves: boolean;
}

export type ComparisonChange = { readonly [Key in keyof Comparison]?: Comparison[Key] | undefined };

interface Numbered {
  readonly version: number;
}

/**
 * `?from=3&to=4&change=node price&moves=1`; without numbers, the newest version and the one before it. `versions` are in
 * the order of the history, newest first. `undefined` when there are not two.
 */
export function readComparison(params: Pick<URLSearchParams, "get">, versions: readonly Numbered[]): Comparison | undefined {
  const known = (name: string): number | undefined => {
    const number = Number(params.get(name));
    return versions.some(({ version }) => version === number) ? number : undefined;
  };
  const to = known("to") ?? versions[0]?.version;
  const from =
    known("from") ?? versions[versions.findIndex(({ version }) => version === to) + 1]?.version ?? versions[1]?.version;
  if (from === undefined || to === undefined) return undefined;
  const change = params.get("change");
  return { from, to, withMoves: params.get("moves") === "1", ...(change ? { change } : {}) };
}

export function writeComparison({ from, to, change, withMoves }: ComparisonChange): string {
  const params = new URLSearchParams();
  if (from !== undefined) params.set("from", String(from));
  if (to !== undefined) params.set("to", String(to));
  if (change) params.set("change", change);
  if (withMoves) params.set("moves", "1");
  return `?${params.toString()}`;
}
