import { useMemo, useState } from "react";
import type { AffectedLine } from "#engine/core/mapping/schema-change.ts";
import { changedLines, type Ends } from "./changed-lines.ts";

interface SchemaChangeState {
  /** Lines that do not fit, for this text. */
  readonly lines: readonly AffectedLine[];
  /** From now on what is there is what the lines were drawn to. */
  readonly settle: () => void;
}

/**
 * Watches both ends of a mapping, whoever changes them: a sample or schema given here, a contract changed in another window,
 * a step that answers something else. Lines are told of until they fit again or somebody settles it.
 */
export function useSchemaChange(text: string, { source, target }: Ends): SchemaChangeState {
  const [drawn, setDrawn] = useState<Ends>({ source: undefined, target });
  const lines = useMemo(() => changedLines(text, drawn, { source, target }), [text, drawn, source, target]);
  const isNew = drawn.source !== source || drawn.target !== target;
  if (isNew && lines.length === 0) setDrawn({ source, target });
  return { lines, settle: () => setDrawn({ source, target }) };
}
