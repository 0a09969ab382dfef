import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import type { FlowPlan } from "../core/compile/flow-plan.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowVersions, LoadedFlow } from "../runtime/ports.ts";
import { retryTransient } from "./database-errors.ts";

/** Compiles the document of a stored version. */
export type CompileVersion = (document: FlowDocument) => FlowPlan;

/** Versions kept compiled; past it the one that was not used for longest is compiled again when it comes back. */
const KEPT_VERSIONS = 500;

/** Flow versions by id. They are immutable, so each is read and compiled once; callers at the same time share that. */
export function createFlowVersions(pool: pg.Pool, compile: CompileVersion): FlowVersions {
  const loaded = new Map<string, Promise<LoadedFlow>>();

  function load(flowVersionId: string): Promise<LoadedFlow> {
    const known = loaded.get(flowVersionId);
    const flow = known ?? readVersion(pool, compile, flowVersionId);
    loaded.delete(flowVersionId);
    loaded.set(flowVersionId, flow);
    if (!known) {
      forgetOldest(loaded);
      flow.catch(() => loaded.delete(flowVersionId));
    }
    return flow;
  }

  async function find(orgId: string, flowId: string, number?: number, environment = PRODUCTION): Promise<LoadedFlow | undefined> {
    const id = await findVersion(pool, { orgId, flowId, environment, ...(number === undefined ? {} : { number }) });
    return id === undefined ? undefined : load(id);
  }
  return { load, find };
}

const FIND = `
select v.id from flow f join flow_version v on v.flow_id = f.id
where f.org_id = $1 and f.slug = $2 and (v.number = $3 or ($3::int is null and v.id = case $4 when 'prod' then f.active_version_id else (
  select l.version_id from flow_live l where l.flow_id = f.id and l.environment = $4
) end))`;

interface Wanted {
  readonly orgId: string;
  readonly flowId: string;
  readonly environment: string;
  readonly number?: number;
}

async function findVersion(pool: pg.Pool, { orgId, flowId, number, environment }: Wanted): Promise<string | undefined> {
  const values = [orgId, flowId, number ?? null, environment];
  const { rows } = await retryTransient(() => pool.query<{ id: string }>({ name: "find-version", text: FIND, values }));
  return rows[0]?.id;
}

function forgetOldest(loaded: Map<string, unknown>): void {
  if (loaded.size <= KEPT_VERSIONS) return;
  for (const oldest of loaded.keys()) return void loaded.delete(oldest);
}

async function readVersion(pool: pg.Pool, compile: CompileVersion, flowVersionId: string): Promise<LoadedFlow> {
  const { rows } = await retryTransient(() =>
    pool.query<{ number: number; document: FlowDocument }>({
      name: "read-version",
      text: "select number, document from flow_version where id = $1",
      values: [flowVersionId],
    }),
  );
  const row = rows[0];
  if (!row) throw new Error(`There is no flow version ${flowVersionId}.`);
  return { flowVersionId, number: row.number, document: row.document, plan: compile(row.document) };
}
