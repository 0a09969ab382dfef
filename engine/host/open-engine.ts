import { randomUUID } from "node:crypto";
import { flowNeeds } from "../core/environment/flow-needs.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { createActiveVersions } from "../postgres/active-versions.ts";
import { getApproval, listApprovals } from "../postgres/approvals/approval-queries.ts";
import { createDelegations } from "../postgres/approvals/delegations.ts";
import { openLink } from "../postgres/approvals/links.ts";
import { addComment, listNotes, reassign } from "../postgres/approvals/notes.ts";
import { createDrafts } from "../postgres/drafts/create-drafts.ts";
import { startDraftFeed } from "../postgres/drafts/draft-feed.ts";
import { readRiskThreshold, setRiskThreshold } from "../postgres/approvals/risk-threshold.ts";
import { createEarlierStarts } from "../postgres/earlier-starts.ts";
import { createEnvironments } from "../postgres/environments/create-environments.ts";
import { createNeedsCheck } from "../postgres/environments/check-needs.ts";
import { createEnvironmentValues } from "../postgres/environments/variables.ts";
import { createEvents } from "../postgres/event-bus.ts";
import { createFlowStore, type PrepareFlow } from "../postgres/flow-store.ts";
import { createMappingLibrary } from "../postgres/mappings/create-mapping-library.ts";
import { createMappings } from "../postgres/mapping-pairs.ts";
import { createFlowVersions } from "../postgres/flow-versions.ts";
import { followRun, isOver } from "../postgres/follow-run.ts";
import { discardIncidentGroup, listIncidentGroups } from "../postgres/incident-groups.ts";
import { countOpenIncidents, discardIncident, getIncident, listIncidents } from "../postgres/incident-queries.ts";
import { createLimitedStarts } from "../postgres/limited-starts.ts";
import { hasLivingWorker } from "../postgres/living-workers.ts";
import { ensureOrganization } from "../postgres/organization.ts";
import { readOverview } from "../postgres/overview/read-overview.ts";
import { createPeopleStore } from "../postgres/people-store.ts";
import { createPool } from "../postgres/pool.ts";
import { createPostgresRunStore } from "../postgres/postgres-run-store.ts";
import { createPrismaClient } from "../postgres/prisma-client.ts";
import { releaseRun } from "../postgres/release-run.ts";
import { startRunFeed } from "../postgres/run-feed.ts";
import { createRunWatches } from "../postgres/run-watches.ts";
import { flowHeat } from "../postgres/flow-heat.ts";
import { getRun, listEvents, listRuns, listSearchFields } from "../postgres/run-queries.ts";
import { createRunTags } from "../postgres/run-tags.ts";
import { createReviews } from "../postgres/reviews/create-reviews.ts";
import { createPublishGate } from "../postgres/reviews/publish-gate.ts";
import { createSavedViews } from "../postgres/saved-views.ts";
import { createSchedules } from "../postgres/schedules.ts";
import { createWebhookTargets } from "../postgres/webhook-targets.ts";
import { createSwitches } from "../postgres/switches.ts";
import { systemClock } from "../runtime/system-clock.ts";
import type { PostResult, RunStore } from "../runtime/ports.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { createRunOperations } from "../runtime/operations/create-operations.ts";
import { listConnections } from "../hub/connections/list-connections.ts";
import { compileVersion } from "./compile-version.ts";
import { operationPorts } from "./operation-ports.ts";
import type { Engine, Runs } from "../runtime/engine.ts";
import { readConnectionsFile } from "./connections-file.ts";
import { openExports } from "./open-exports.ts";
import { openImports } from "./open-imports.ts";
import { openTries } from "./open-tries.ts";
import { prepareFlow } from "./prepare-flow.ts";
import { upgradeFlowMapping } from "./upgrade-flow-mapping.ts";
import { startOnce } from "./start-once.ts";

export interface EngineOptions {
  /** Default: `DATABASE_URL`. Must be migrated. */
  readonly databaseUrl?: string;
  /** Name of the organization that a first start makes. */
  readonly organization?: string;
}

/** The engine as the faces use it. Drives no runs itself: that is what workers do. */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const url = options.databaseUrl ?? process.env["DATABASE_URL"];
  if (url === undefined) throw new Error("DATABASE_URL is not set: the engine needs a Postgres to work on.");
  const pool = createPool({ url, name: "omnilink-engine" });
  const prisma = createPrismaClient(pool);
  const orgId = await ensureOrganization(url, options.organization ?? "My organization");
  const feed = await startRunFeed(url);
  const connections = async () => listConnections(await readConnectionsFile());
  const needsOf = (document: FlowDocument) => flowNeeds(document, nodeDefinitions);
  const checkNeeds = createNeedsCheck({ connections, needsOf });
  const gate = createPublishGate(connections, checkNeeds);
  const library = createMappingLibrary(prisma, nodeDefinitions);
  const prepare: PrepareFlow = (source, org) => prepareFlow(source, (keys) => library.find(org, keys));
  const flows = createFlowStore(prisma, prepare, createWebhookTargets(pool), gate);
  const draftFeed = await startDraftFeed(url, pool);
  const store = createPostgresRunStore({ pool, poolId: randomUUID() });
  const limited = createLimitedStarts(pool);
  const active = createActiveVersions(pool);
  const versions = createFlowVersions(pool, compileVersion);
  const runs = openRuns({ pool, prisma, store, versions, active, limited, feed, prepare });
  const events = createEvents(pool);
  const tries = openTries({ runs, events, mappingLibrary: library, pool });
  const drafts = createDrafts({ prisma, pool, feed: draftFeed, prepare, gate });
  return {
    orgId,
    flows,
    drafts,
    environments: createEnvironments({ prisma, pool, prepare, gate, connections, needsOf, checkNeeds }),
    exports: openExports({ flows, drafts }, library),
    imports: openImports(drafts),
    reviews: createReviews({ prisma, pool, prepare, gate, connections }),
    runs,
    approvals: openApprovals(pool, store),
    delegations: createDelegations(pool),
    incidents: openIncidents(pool),
    people: createPeopleStore(prisma),
    schedules: createSchedules(pool),
    events,
    tries,
    switches: createSwitches(pool, systemClock),
    connections: { list: connections },
    views: createSavedViews(prisma),
    mappings: createMappings(pool),
    mappingLibrary: { ...library, upgrade: (request) => upgradeFlowMapping(drafts, request) },
    overview: { read: (org, period) => readOverview(pool, org, period) },
    hasLivingWorker: () => hasLivingWorker(pool),
    checkDatabase: async () => void (await pool.query("select 1")),
    close: async () => {
      await tries.close();
      await feed.close();
      await draftFeed.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

interface RunPorts {
  readonly prisma: ReturnType<typeof createPrismaClient>;
  readonly pool: ReturnType<typeof createPool>;
  readonly store: ReturnType<typeof createPostgresRunStore>;
  readonly versions: ReturnType<typeof createFlowVersions>;
  readonly active: ReturnType<typeof createActiveVersions>;
  readonly limited: ReturnType<typeof createLimitedStarts>;
  readonly feed: Awaited<ReturnType<typeof startRunFeed>>;
  readonly prepare: PrepareFlow;
}

function openApprovals(pool: RunPorts["pool"], store: RunPorts["store"]): Engine["approvals"] {
  return {
    list: (org, filter) => listApprovals(pool, org, filter),
    get: (org, approvalId, viewer) => getApproval(pool, org, approvalId, viewer),
    decide: (decision) => store.decideApproval(decision),
    notes: (org, approvalId) => listNotes(pool, org, approvalId),
    comment: (note) => addComment(pool, note),
    openLink: (org, token, userId) => openLink(pool, org, token, userId),
    riskThreshold: (org) => readRiskThreshold(pool, org),
    setRiskThreshold: (org, threshold) => setRiskThreshold(pool, org, threshold),
    reassign: (request) => reassign(pool, request),
  };
}

function openIncidents(pool: RunPorts["pool"]): Engine["incidents"] {
  return {
    list: (org, filter) => listIncidents(pool, org, filter),
    groups: (org, filter) => listIncidentGroups(pool, org, filter),
    get: (org, incidentId) => getIncident(pool, org, incidentId),
    countOpen: (org) => countOpenIncidents(pool, org),
    discard: (request) => discardIncident(pool, request),
    discardGroup: (request) => discardIncidentGroup(pool, request),
    release: (request) => releaseRun(pool, request),
  };
}

function openRuns({ pool, prisma, store, versions, active, limited, feed, prepare }: RunPorts): Runs {
  const watches = createRunWatches({
    feed,
    read: (...events) => listEvents(pool, ...events),
    isOver: (...end) => isOver(pool, ...end),
  });
  const values = createEnvironmentValues(pool);
  const earlier = createEarlierStarts(pool);
  const post = mailFor(store, (org, runId) => getRun(pool, org, runId));
  return {
    start: (request) => startOnce({ active, versions, store, limited, values, earlier }, request),
    list: (org, filter) => listRuns(pool, org, filter),
    get: (org, runId) => getRun(pool, org, runId),
    searchFields: (org) => listSearchFields(pool, org),
    heat: (org, request) => flowHeat(pool, org, request),
    ...createRunTags(pool),
    ...createRunOperations(operationPorts({ pool, store, flows: versions, prisma, prepare })),
    events: (org, runId, afterSeq) => listEvents(pool, org, runId, afterSeq),
    follow: (org, runId, afterSeq, signal) => followRun({ pool, feed }, org, runId, afterSeq, signal),
    watch: (...request) => watches.watch(...request),
    signal: ({ orgId: org, runId, dedupeKey, ...signal }) =>
      post(org, runId, { body: { type: "signal", ...signal }, ...(dedupeKey === undefined ? {} : { dedupeKey }) }),
  };
}

type Mail = Omit<Parameters<RunStore["post"]>[0], "runId" | "dedupeKey"> & { readonly dedupeKey?: string };

/** Mail goes to runs of the same organization only; for anybody else the run does not exist. */
function mailFor(store: RunStore, find: (orgId: string, runId: string) => Promise<unknown>) {
  return async (orgId: string, runId: string, { body, dedupeKey = randomUUID() }: Mail): Promise<PostResult> => {
    if (!(await find(orgId, runId))) return "unknownRun";
    return store.post({ runId, dedupeKey, body });
  };
}
