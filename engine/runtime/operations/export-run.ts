import type { NodeDefinitions } from "../../core/node-definition.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import type { ItemPage, ItemRef, RunState } from "../../core/machine/run-state.ts";
import { toArray } from "../../core/machine/chunked-list.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { ItemPageOfRun, RunFacts, RunFile, RunFileVersion } from "../../core/run-file/run-file.ts";
import { LARGEST_VALUE, runFileOf } from "../../core/run-file/write-run-file.ts";
import type { RunSummary } from "../engine.ts";
import type { LoadedFlow } from "../ports.ts";
import type { ExportRun, RelatedRuns } from "../run-operations.ts";
import type { OperationPorts } from "./operation-ports.ts";
import { versionsOf } from "./replay-history.ts";

export interface ExportPorts extends OperationPorts {
  readonly engineVersion: string;
  readonly definitions: NodeDefinitions;
  related(orgId: string, runId: string): Promise<RelatedRuns>;
  nowMs(): Promise<number>;
}

/** The run as a file that stands alone: its events, the flows they happened in, and nothing sensitive. */
export async function exportRun(ports: ExportPorts, request: ExportRun): Promise<RunFile | undefined> {
  const { orgId, runId, mask = [], largest = LARGEST_VALUE } = request;
  const run = await ports.find(orgId, runId);
  if (!run) return undefined;
  const events = await ports.store.readEvents(runId, 0);
  const whole = {
    engine: ports.engineVersion,
    exportedAt: new Date(await ports.nowMs()).toISOString(),
    run: factsOf(run),
    versions: (await versionsOf(ports, orgId, run, events)).map(fileVersion),
    subFlows: await subFlowsOf(ports, orgId, runId),
    events,
    itemPages: await pagesOf(ports, orgId, events),
  };
  return runFileOf(whole, { names: mask, largest }, ports.definitions);
}

/** The ids of its version and of the people in it are of no use elsewhere. */
function factsOf({ tags, ...run }: RunSummary): RunFacts {
  const { runId, flowId, flowName, version, status, seq, startedAt, endedAt, startedBy, environment, failureCode } = run;
  return {
    ...{ runId, flowId, flowName, version, status, seq, startedAt },
    ...omitUndefined({ endedAt, businessKey: run.businessKey }),
    ...(run.searchValues && { searchValues: run.searchValues }),
    ...(tags && { tags: tags.map(({ tag }) => tag) }),
    ...omitUndefined({ startedBy, environment, failureCode }),
  };
}

const fileVersion = ({ document, plan, number }: LoadedFlow): RunFileVersion => ({
  ...{ flowId: document.id, version: number, contentHash: plan.contentHash, document },
});

async function subFlowsOf(ports: ExportPorts, orgId: string, runId: string): Promise<readonly RunFileVersion[]> {
  const { children } = await ports.related(orgId, runId);
  const called = new Map(children.map(({ flowId, version }) => [`${flowId}@${version}`, { flowId, version }]));
  const found = await Promise.all([...called.values()].map(({ flowId, version }) => ports.flows.find(orgId, flowId, version)));
  return found.flatMap((flow) => (flow ? [fileVersion(flow)] : []));
}

/** The items that a fork goes on with are written in the log of the run it left. */
async function pagesOf(ports: ExportPorts, orgId: string, events: readonly RunEvent[]): Promise<readonly ItemPageOfRun[]> {
  const wanted = new Map<string, { readonly runId: string; readonly seq: number }>();
  for (const [, seq, runId] of events.flatMap(stateOf).flatMap(itemPages))
    if (runId !== undefined) wanted.set(`${runId} ${seq}`, { runId, seq });
  const pages = await Promise.all([...wanted.values()].map((page) => readPage(ports, orgId, page)));
  return pages.flat();
}

async function readPage({ find, store }: ExportPorts, orgId: string, page: { readonly runId: string; readonly seq: number }) {
  const { runId, seq } = page;
  if (!(await find(orgId, runId))) return [];
  const [event] = await store.readEvents(runId, seq - 1, 1);
  return event?.type === "items.listed" ? [{ runId, seq, items: event.data.items }] : [];
}

/** Events that carry a state carry a `RunState`, by their definition. */
function stateOf(event: RunEvent): readonly RunState[] {
  const state = event.type === "run.started" ? event.data.fork?.state : "state" in event.data ? event.data.state : undefined;
  return state === undefined ? [] : [state as unknown as RunState];
}

function itemPages({ active, undo, pivot }: RunState): readonly ItemPage[] {
  const steps = Object.values(active);
  const entries = [...toArray(undo), ...(pivot ? toArray(pivot.kept) : []), ...steps.flatMap(({ undoes }) => undoes ?? [])];
  const refs = [...entries, ...steps.flatMap(({ late }) => late ?? [])].map(({ item }) => item);
  return [...steps.flatMap(({ body }) => body?.pages ?? []), ...refs.flatMap(pagesOfRef)];
}

function pagesOfRef(ref: ItemRef | undefined): readonly ItemPage[] {
  return ref === undefined ? [] : [...(ref.page ? [ref.page] : []), ...pagesOfRef(ref.outer)];
}
