import { PRODUCTION } from "../../core/environment/environment.ts";
import type { RunSummary, VersionRuns } from "../engine.ts";
import type { OpenRunsRequest } from "../open-runs.ts";
import type { NewMessage, PostResult } from "../ports.ts";
import type { OperationPorts } from "./operation-ports.ts";

/** Some open runs of a flow in one environment, in the order of their ids: those that a version leaves behind. */
export interface OpenRunsPage {
  readonly orgId: string;
  readonly flowId: string;
  readonly environment: string;
  /** Its own runs do not count. */
  readonly version: number;
  readonly after?: string;
  readonly limit: number;
}

export interface CanceledRun {
  readonly runId: string;
  readonly result: PostResult | "quarantined";
}

export interface OpenRunsPorts extends OperationPorts {
  /** How many open runs the versions of a flow have. */
  openVersions(orgId: string, flowId: string, environment: string): Promise<readonly VersionRuns[]>;
  listOpenRuns(page: OpenRunsPage): Promise<readonly RunSummary[]>;
  /** Sends the message to the runs of a page, in one statement. */
  tellOpenRuns(page: OpenRunsPage, message: OpenRunsMessage): Promise<readonly CanceledRun[]>;
}

export type OpenRunsMessage = Omit<NewMessage, "runId">;

const PAGE = 100;

export const pageOf = (
  { orgId, flowId, environment = PRODUCTION, after }: OpenRunsRequest,
  version: number,
  limit: number,
): OpenRunsPage => ({ orgId, flowId, environment, version, limit, ...(after === undefined ? {} : { after }) });

/** Open runs of other versions than this one, oldest first, read a page at a time. */
export async function* openRunsOf(
  { listOpenRuns }: Pick<OpenRunsPorts, "listOpenRuns">,
  request: OpenRunsRequest,
  version: number,
): AsyncGenerator<RunSummary> {
  let { after } = request;
  for (let left = request.limit; left > 0; left -= PAGE) {
    const limit = Math.min(PAGE, left);
    const runs = await listOpenRuns(pageOf({ ...request, ...(after === undefined ? {} : { after }) }, version, limit));
    yield* runs;
    if (runs.length < limit) return;
    after = runs.at(-1)!.runId;
  }
}

export async function countOpen(
  { openVersions }: Pick<OpenRunsPorts, "openVersions">,
  { orgId, flowId, environment = PRODUCTION }: OpenRunsRequest,
  version: number,
): Promise<number> {
  const versions = await openVersions(orgId, flowId, environment);
  return versions.reduce((sum, one) => (one.version === version ? sum : sum + one.runs), 0);
}

/** Where to go on behind these runs, if there are any more. */
export async function behind(
  { listOpenRuns }: Pick<OpenRunsPorts, "listOpenRuns">,
  request: OpenRunsRequest,
  version: number,
  seen: readonly { readonly runId: string }[],
): Promise<{ readonly next?: string }> {
  const last = seen.at(-1);
  if (last === undefined) return {};
  const more = await listOpenRuns(pageOf({ ...request, after: last.runId }, version, 1));
  return more.length === 0 ? {} : { next: last.runId };
}
