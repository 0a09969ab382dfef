import type { TypeProblem } from "./type-problem.ts";
import { membersOf, type ObjectType, type Type } from "./type.ts";

/** What to say about a field that nothing describes; nothing where it is described, or where any field may be. */
export function unknownFieldProblem(of: Type, name: string): Pick<TypeProblem, "code" | "severity" | "message"> | undefined {
  const objects = objectsIn(of);
  if (objects === undefined || objects.length === 0) return undefined;
  if (objects.some(({ fields, rest }) => fields.has(name) || fields.size === 0 || isDescribed(rest))) return undefined;
  const known = [...new Set(objects.flatMap(({ fields }) => [...fields.keys()]))];
  const isClosed = objects.every(({ rest }) => rest.kind === "nothing");
  const near = nearestName(name, known);
  const hint = near === undefined ? `Known are: ${listed(known)}.` : `Did you mean "${near}"?`;
  return { code: "unknown-path", severity: isClosed ? "error" : "warning", message: `There is no field "${name}" here. ${hint}` };
}

const isDescribed = ({ kind }: Type): boolean => kind !== "nothing" && kind !== "unknown";

/** The objects a field is looked for in; `undefined` where it may be anything else. */
function objectsIn(type: Type): readonly ObjectType[] | undefined {
  const found: ObjectType[] = [];
  for (const member of membersOf(type)) {
    if (member.kind === "unknown") return undefined;
    if (member.kind === "object") found.push(member);
    if (member.kind !== "array" && member.kind !== "sequence") continue;
    const inner = objectsIn(member.items);
    if (inner === undefined) return undefined;
    found.push(...inner);
  }
  return found;
}

const listed = (names: readonly string[]): string => (names.length > 8 ? `${names.slice(0, 8).join(", ")}, …` : names.join(", "));

/** Another name that a slip of the hand away. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((other) => ({ other, distance: distanceBetween(name.toLowerCase(), other.toLowerCase()) }))
    .toSorted((left, right) => left.distance - right.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.other : undefined;
}

/** How many letters must change (Levenshtein). */
function distanceBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let line = 1; line <= left.length; line++) {
    const next = [line];
    for (let column = 1; column <= right.length; column++) {
      const change = left[line - 1] === right[column - 1] ? 0 : 1;
      next.push(Math.min(row[column]! + 1, next[column - 1]! + 1, row[column - 1]! + change));
    }
    row = next;
  }
  return row[right.length]!;
}
