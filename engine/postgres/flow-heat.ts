import type pg from "pg";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { FlowHeat, NodeHeat } from "../runtime/flow-heat.ts";
import { BATCH, decodeBatch, type BatchRow } from "./event-batch.ts";

/** A run of a hundred thousand events would outweigh all others, and take as long to read. */
const MOST_EVENTS_PER_RUN = 2_000;

const READ = `
with newest as (
  select r.id from run r
  where r.flow_version_id = (
    select v.id from flow f join flow_version v on v.flow_id = f.id where f.org_id = $1 and f.slug = $2 and v.number = $3
  )
  order by r.id desc limit $4
)
select (select count(*)::int from newest) as runs,
  (select json_agg(${BATCH}) from newest n join run_log l on l.run_id = n.id and l.first_seq <= ${MOST_EVENTS_PER_RUN}) as batches`;

interface HeatRequest {
  readonly flowId: string;
  readonly version: number;
  readonly runs: number;
}

export async function flowHeat(pool: pg.Pool, orgId: string, { flowId, version, runs }: HeatRequest): Promise<FlowHeat> {
  const { rows } = await pool.query<{ runs: number; batches: readonly BatchRow[] | null }>({
    name: "flow-heat",
    text: READ,
    values: [orgId, flowId, version, Math.min(500, Math.max(1, Math.floor(runs)))],
  });
  const tallies = new Map<string, Tally>();
  for (const batch of rows[0]?.batches ?? []) for (const event of decodeBatch(batch, 0)) count(tallies, event);
  return { runs: rows[0]?.runs ?? 0, nodes: Object.fromEntries([...tallies].map(([nodeId, tally]) => [nodeId, heatOf(tally)])) };
}

interface Tally {
  failed: number;
  retried: number;
  readonly durations: number[];
}

function count(tallies: Map<string, Tally>, event: RunEvent): void {
  if (event.type !== "step.completed" && event.type !== "step.failed" && event.type !== "attempt.failed") return;
  const tally = tallies.get(event.nodeId) ?? { failed: 0, retried: 0, durations: [] };
  tallies.set(event.nodeId, tally);
  if (event.type === "attempt.failed") tally.retried += 1;
  else tally.durations.push(event.data.durationMs);
  if (event.type === "step.failed") tally.failed += 1;
}

function heatOf({ failed, retried, durations }: Tally): NodeHeat {
  const sorted = durations.toSorted((a, b) => a - b);
  return { steps: sorted.length, failed, retried, p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}

/** The smallest value that is not less than this part of all. */
const quantile = (sorted: readonly number[], part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
