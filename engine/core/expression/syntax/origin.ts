/**
 * Where a value comes from: the places of the scope that it is, or is picked from, as far as the text tells. Lists have no
 * segment of their own: the lines of an order and one of its lines are both `input.lines`.
 */
export type OriginPath = readonly string[];

/** In an {@link OriginPath}: all fields (`*`), and everything below (`**`). */
export const ANY_FIELD = "*";
export const ANY_DEPTH = "**";

export interface Origin {
  readonly paths: readonly OriginPath[];
  /** Of an object that the expression builds. */
  readonly fields?: ReadonlyMap<string, Origin>;
  /** Of a function. */
  readonly call?: (given: readonly Origin[]) => Origin;
}

/** Computed, or not known. */
export const NOWHERE: Origin = { paths: [] };

export const scopeOrigin: Origin = { paths: [[]] };

export const fieldOfOrigin = ({ paths, fields }: Origin, name: string): Origin =>
  joinOrigins([{ paths: paths.map((path) => [...path, name]) }, fields?.get(name) ?? NOWHERE]);

export function anyFieldOfOrigin({ paths, fields }: Origin, segment: string): Origin {
  return joinOrigins([{ paths: paths.map((path) => [...path, segment]) }, ...(fields?.values() ?? [])]);
}

export const parentOfOrigin = ({ paths }: Origin): Origin => ({
  paths: distinct(paths.filter((path) => path.length > 0).map((path) => path.slice(0, -1))),
});

/** One of several values, or all of them in one list. */
export function joinOrigins(origins: readonly Origin[]): Origin {
  const some = origins.filter((origin) => origin !== NOWHERE);
  if (some.length < 2) return some[0] ?? NOWHERE;
  const fields = new Map<string, Origin>();
  for (const [name, field] of some.flatMap((origin) => [...(origin.fields ?? [])])) {
    fields.set(name, joinOrigins([fields.get(name) ?? NOWHERE, field]));
  }
  const call = some.find((origin) => origin.call)?.call;
  return {
    paths: distinct(some.flatMap(({ paths }) => paths)),
    ...(fields.size > 0 ? { fields } : {}),
    ...(call ? { call } : {}),
  };
}

function distinct(paths: readonly OriginPath[]): readonly OriginPath[] {
  const seen = new Map(paths.map((path) => [path.join("\n"), path]));
  return [...seen.values()];
}
