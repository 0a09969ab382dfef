import type { SchemaField } from "../schema/schema-tree.ts";
import type { Candidate } from "./auto-map.ts";
import { pairArrays } from "./pair-arrays.ts";
import { describeMatch, scoreMatch } from "./score-match.ts";

export interface FieldProposal {
  readonly field: SchemaField;
  readonly score: number;
  /** Why, in words. */
  readonly reason: string;
}

/** The fields that one of two schemas has and the other has not. */
export interface FieldChanges {
  readonly added: readonly SchemaField[];
  readonly removed: readonly SchemaField[];
}

/** From here on a proposal is worth showing. */
const LOWEST_SCORE = 0.5;

/** The new field that a field which is gone most likely became; undefined when none is likely. */
export function proposeField(gone: SchemaField, { added, removed }: FieldChanges): FieldProposal | undefined {
  const target = candidateOf(gone);
  const candidates = added.filter(({ hasChildren }) => hasChildren === gone.hasChildren).map(candidateOf);
  const arrays = pairArrays(candidates, [target]);
  const scored = candidates.map((candidate) => {
    const scores = scoreMatch(candidate, target, [...arrays, ...sameList(candidate, target)], undefined);
    return {
      field: candidate.field,
      score: Math.round(scores.total * 100) / 100,
      reason: describeMatch(candidate, target, scores),
    };
  });
  const [best] = scored.toSorted((left, right) => right.score - left.score);
  if (best !== undefined && best.score >= LOWEST_SCORE) return best;
  return removed.some((other) => other !== gone && isBeside(other, gone)) ? undefined : onlyNewcomer(gone, candidates);
}

const candidateOf = (field: SchemaField): Candidate => ({
  field,
  path: field.path,
  names: field.path.filter((part) => part !== "*"),
});

/** The list it stood in is still there. */
function sameList(candidate: Candidate, { path }: Candidate): { source: string; target: string }[] {
  const last = path.lastIndexOf("*");
  if (last === -1) return [];
  const list = path.slice(0, last).join("\n");
  return candidate.path.slice(0, last).join("\n") === list ? [{ source: list, target: list }] : [];
}

/** One field went and one of the same type came, side by side. */
function onlyNewcomer(gone: SchemaField, candidates: readonly Candidate[]): FieldProposal | undefined {
  const beside = candidates.filter(({ field }) => isBeside(field, gone));
  const [only] = beside;
  const isAlike =
    only !== undefined &&
    beside.length === 1 &&
    only.field.types.join() === gone.types.join() &&
    only.field.arrayDepth === gone.arrayDepth;
  return isAlike ? { field: only.field, score: LOWEST_SCORE, reason: "The only new field of its type beside it" } : undefined;
}

const isBeside = (left: SchemaField, right: SchemaField): boolean =>
  left.path.slice(0, -1).join("\n") === right.path.slice(0, -1).join("\n");
