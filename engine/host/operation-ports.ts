import { PRODUCTION } from "../core/environment/environment.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { createEnvironmentValues } from "../postgres/environments/variables.ts";
import { numberOfDeployment, type PrepareFlow } from "../postgres/flow-store.ts";
import { listIncidents } from "../postgres/incident-queries.ts";
import { listOpenRuns, tellOpenRuns } from "../postgres/open-runs.ts";
import type { createPool } from "../postgres/pool.ts";
import type { PrismaClient } from "../postgres/prisma-client.ts";
import { relatedRuns } from "../postgres/related-runs.ts";
import { isHeldBack } from "../postgres/reviews/live-history.ts";
import { databaseMs } from "../postgres/database-time.ts";
import { getRun, listRuns } from "../postgres/run-queries.ts";
import { moveRun } from "../postgres/move-run.ts";
import { openRunsByVersion } from "../postgres/open-runs-by-version.ts";
import { readSnapshot } from "../postgres/run-snapshot.ts";
import type { AllOperationPorts } from "../runtime/operations/create-operations.ts";
import type { FlowVersions, RunStore } from "../runtime/ports.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { compileVersion } from "./compile-version.ts";
import { idleExecutors } from "./idle-executors.ts";
import { productVersion } from "./product-version.ts";

interface Parts {
  readonly pool: ReturnType<typeof createPool>;
  readonly store: RunStore;
  readonly flows: FlowVersions;
  readonly prisma: PrismaClient;
  readonly prepare: PrepareFlow;
}

/** What the operations on runs need, on Postgres. Executors are there to work pure steps out again; they reach nobody. */
export function operationPorts({ pool, store, flows, prisma, prepare }: Parts): AllOperationPorts {
  return {
    store,
    flows,
    values: createEnvironmentValues(pool),
    clock: systemClock,
    executors: idleExecutors(),
    find: (orgId, runId) => getRun(pool, orgId, runId),
    list: (orgId, filter) => listRuns(pool, orgId, filter),
    snapshot: (orgId, runId) => readSnapshot(pool, orgId, runId),
    openVersions: (orgId, flowId, environment) => openRunsByVersion(prisma, orgId, flowId, environment),
    listOpenRuns: (page) => listOpenRuns(pool, page),
    tellOpenRuns: (page, message) => tellOpenRuns(pool, page, message),
    notYetStored: async (orgId, source) => {
      const prepared = await prepare(source, orgId);
      if (!prepared.ok) return undefined;
      const { document, contentHash } = prepared;
      const number = await numberOfDeployment(prisma, { orgId, flowId: document.id, contentHash });
      return { number, document, plan: compileVersion(document) };
    },
    moveRun: (move) => moveRun(pool, move),
    nowMs: () => databaseMs(pool),
    engineVersion: productVersion(),
    definitions: nodeDefinitions,
    related: (orgId, runId) => relatedRuns(pool, orgId, runId),
    isHeldBack: (orgId, { flowId, environment = PRODUCTION }, number) =>
      isHeldBack(prisma, { orgId, flowId, environment, number }),
    isQuarantined: async (orgId, runId) =>
      (await listIncidents(pool, orgId, { status: "open", kind: "quarantined", runId, limit: 1 })).incidents.length > 0,
  };
}
