import type pg from "pg";
import { canonicalJson } from "../core/flow/canonical-hash.ts";
import type { EarlierStarts } from "../runtime/earlier-starts.ts";
import { retryTransient } from "./database-errors.ts";
import { inputDigest } from "./input-digest.ts";
import { readEvents } from "./read-events.ts";

/** Of a start that was collected; its run has the inputs of others. */
const COLLECTED = "select input_digest from limited_start where run_id = $1 and trigger_key = $2";

/** Every other start is the first event of its run, which is all there is to compare with: starts store nothing more for it. */
export function createEarlierStarts(pool: pg.Pool): EarlierStarts {
  return {
    hadInput: async ({ runId, triggerKey, input }) => {
      const { rows } = await retryTransient(() =>
        pool.query<{ input_digest: string | null }>({ name: "collected-start", text: COLLECTED, values: [runId, triggerKey] }),
      );
      if (rows[0]) return rows[0].input_digest === null || rows[0].input_digest === inputDigest(input);
      const [first] = await readEvents(pool, runId, 0, 1);
      return first?.type !== "run.started" || canonicalJson(first.data.input) === input;
    },
  };
}
