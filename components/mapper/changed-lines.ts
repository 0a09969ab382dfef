import { brokenReads } from "#engine/core/mapping/broken-reads.ts";
import { sourceChange, targetChange, type AffectedLine } from "#engine/core/mapping/schema-change.ts";
import { isUnknownPath } from "#engine/core/mapping/schema/is-unknown-path.ts";
import type { SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";

/** What the lines of a mapping lead to; `undefined` where it is not known. */
export interface Ends {
  readonly source: SchemaTree | undefined;
  readonly target: SchemaTree | undefined;
}

/** Lines that do not fit any more. What was drawn before anybody looked is held against what it reads. */
export function changedLines(text: string, drawn: Ends, now: Ends): readonly AffectedLine[] {
  return [...changedSource(text, drawn.source, now.source), ...changedTarget(text, drawn.target, now.target)];
}

function changedSource(text: string, before: SchemaTree | undefined, after: SchemaTree | undefined): readonly AffectedLine[] {
  if (after === undefined || before === after) return [];
  const changed = before === undefined ? [] : sourceChange({ text, before, after }, []);
  const told = changed.filter(({ change, names }) => change === "type" || isUnknownPath(after, names));
  const keys = new Set(told.map(keyOf));
  return [...told, ...brokenReads(text, after).filter((line) => !keys.has(keyOf(line)))];
}

const keyOf = ({ field, names }: AffectedLine): string => JSON.stringify([field, names]);

const changedTarget = (text: string, before: SchemaTree | undefined, after: SchemaTree | undefined): readonly AffectedLine[] =>
  before === undefined || after === undefined || before === after ? [] : targetChange({ text, before, after });
