import type { FlowNeeds } from "../../core/environment/flow-needs.ts";
import { unmetNeeds } from "../../core/environment/unmet-needs.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { Problem } from "../../core/problem.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import type { ListConnections } from "../reviews/review-facts.ts";

export interface NeedsPorts {
  readonly connections: ListConnections;
  readonly needsOf: (document: FlowDocument) => FlowNeeds;
}

/** What a flow misses in an environment, as it is now. */
export type CheckNeeds = (tx: Tx, orgId: string, environment: string, document: FlowDocument) => Promise<readonly Problem[]>;

export function createNeedsCheck({ connections, needsOf }: NeedsPorts): CheckNeeds {
  return async (tx, orgId, environment, document) => {
    const needs = needsOf(document);
    return unmetNeeds(needs, {
      environment,
      variables: new Set((await newestVariables(tx, orgId, environment)).map(({ name }) => name)),
      connections: new Set((await connections()).map(({ name }) => name)),
      mapping: new Map((await newestMappings(tx, orgId, environment)).map(({ name, target }) => [name, target])),
      liveFlows: new Set([document.id, ...(await liveFlows(tx, orgId, environment))]),
    });
  };
}

/** As text, so that numbers and the order of keys stay as they were written. */
export interface VariableRow {
  readonly environment: string;
  readonly name: string;
  readonly value: string;
  readonly changed_by: string;
  readonly changed_at: Date;
}

export function newestVariables(tx: Tx, orgId: string, environment?: string): Promise<readonly VariableRow[]> {
  return tx.$queryRaw<VariableRow[]>`
    select environment, name, value::text as value, changed_by, changed_at from (
      select distinct on (environment, name) * from environment_variable
      where org_id = ${orgId}::uuid and (${environment ?? null}::text is null or environment = ${environment ?? null})
      order by environment, name, id desc
    ) v where value is not null order by name`;
}

export interface MappingRow {
  readonly environment: string;
  readonly name: string;
  readonly target: string;
  readonly changed_by: string;
  readonly changed_at: Date;
}

export function newestMappings(tx: Tx, orgId: string, environment?: string): Promise<readonly MappingRow[]> {
  return tx.$queryRaw<MappingRow[]>`
    select environment, name, target, changed_by, changed_at from (
      select distinct on (environment, name) * from connection_mapping
      where org_id = ${orgId}::uuid and (${environment ?? null}::text is null or environment = ${environment ?? null})
      order by environment, name, id desc
    ) m where target is not null order by name`;
}

async function liveFlows(tx: Tx, orgId: string, environment: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ slug: string }[]>`
    select f.slug from flow f where f.org_id = ${orgId}::uuid and case ${environment} when 'prod' then f.active_version_id is not null
      else exists (select 1 from flow_live l where l.flow_id = f.id and l.environment = ${environment}) end`;
  return rows.map(({ slug }) => slug);
}
