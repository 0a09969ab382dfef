import { diffFlows, type FlowDiff } from "../../core/edit/diff-flows.ts";
import { mergeFlows, type MergedFlow } from "../../core/edit/merge-flows.ts";
import type { FlowDraft } from "../../core/edit/flow-draft.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import type { VersionSummary } from "../../runtime/drafts.ts";
import type { Engine, FlowDetail, VersionRuns } from "../../runtime/engine.ts";
import type { LockedFlow } from "./lock-file.ts";
import type { Repository, RepositoryFlow } from "./read-repository.ts";

/**
 * What stands between the flows of a repository and the deployed ones. Three things are compared: what lies in the folder,
 * what is live, and what both last agreed on (the lock file).
 *
 * `same` nothing to do · `create` only here · `change` changed here · `remove` deleted here · `behind` published elsewhere:
 * drift · `diverged` both, or never agreed on · `gone` taken out of service elsewhere · `foreign` deployed, and never was here.
 */
export type PlannedState = "same" | "create" | "change" | "remove" | "behind" | "diverged" | "gone" | "foreign";

export interface PlannedFlow {
  readonly flowId: string;
  readonly name: string;
  readonly state: PlannedState;
  readonly here?: RepositoryFlow;
  readonly live?: FlowDetail;
  /** From what is live to what lies here. */
  readonly diff?: FlowDiff;
  /** Versions published elsewhere since the two agreed, oldest first; all of them where they never did. */
  readonly drift: readonly VersionSummary[];
  /** Of `diverged` with a common version: both changes in one. */
  readonly merged?: MergedFlow;
  /** Open runs; they stay on their versions whatever is applied. */
  readonly openRuns: readonly VersionRuns[];
}

/** What is live of a flow whose state says that something is. */
export function liveSide({ flowId, state, live }: PlannedFlow): FlowDetail {
  if (!live) throw new Error(`The flow "${flowId}" is planned as "${state}", and nothing of it is live.`);
  return live;
}

/** The folder of a flow whose state says that it has one. */
export function hereSide({ flowId, state, here }: PlannedFlow): RepositoryFlow {
  if (!here) throw new Error(`The flow "${flowId}" is planned as "${state}", and it has no folder here.`);
  return here;
}

export type Deployed = Pick<Engine, "flows" | "drafts">;

export interface PlanOptions {
  /** Settles conflicts of `diverged`. */
  readonly take?: "mine" | "theirs" | undefined;
}

export async function planRepository(
  engine: Deployed,
  orgId: string,
  { flows, locked }: Repository,
  options: PlanOptions = {},
): Promise<readonly PlannedFlow[]> {
  const deployed = (await engine.flows.list(orgId)).map(({ flowId }) => flowId);
  const ids = [...new Set([...flows.map(({ flowId }) => flowId), ...Object.keys(locked), ...deployed])].toSorted();
  const planned = await Promise.all(
    ids.map(async (flowId) => {
      const here = flows.find((flow) => flow.flowId === flowId);
      return planFlow(engine, orgId, { flowId, here, agreed: locked[flowId] }, options);
    }),
  );
  return planned.flatMap((one) => one ?? []);
}

interface Sides {
  readonly flowId: string;
  readonly here: RepositoryFlow | undefined;
  readonly agreed: LockedFlow | undefined;
}

async function planFlow(engine: Deployed, orgId: string, sides: Sides, options: PlanOptions): Promise<PlannedFlow | undefined> {
  const { flowId, here, agreed } = sides;
  const live = await engine.flows.get(orgId, flowId);
  const state = stateOf(here?.hash, live?.contentHash, agreed?.hash);
  if (state === undefined) return undefined;
  const about = { state, ...knownAs(flowId, here, live) };
  if (!live) return { ...about, drift: [], openRuns: [] };
  const versions = (await engine.drafts.versions(orgId, flowId)).toReversed();
  const base = versions.find(({ contentHash }) => contentHash === agreed?.hash);
  const common = state === "diverged" && base ? await engine.flows.get(orgId, flowId, base.number) : undefined;
  return {
    ...{ ...about, live },
    drift: isDrift(state) ? versions.filter(({ number }) => number > (base?.number ?? 0)) : [],
    ...(here ? { diff: diffFlows(live, here) } : {}),
    ...(here && common ? { merged: merge(common, here, live, options) } : {}),
    openRuns: await engine.flows.openRuns(orgId, flowId),
  };
}

const knownAs = (flowId: string, here: RepositoryFlow | undefined, live: FlowDetail | undefined) => ({
  flowId,
  name: here?.document.name ?? live?.name ?? flowId,
  ...(here ? { here } : {}),
});

const isDrift = (state: PlannedState): boolean => state === "behind" || state === "diverged" || state === "foreign";

/** By content hashes; `undefined` where nothing is left on either side. */
export function stateOf(here?: string, live?: string, agreed?: string): PlannedState | undefined {
  if (here === undefined && live === undefined) return undefined;
  if (here === live) return "same";
  if (live === undefined) return agreed === undefined || agreed !== here ? "create" : "gone";
  if (here === undefined) return agreed === undefined ? "foreign" : agreed === live ? "remove" : "diverged";
  if (agreed === live) return "change";
  return agreed === here ? "behind" : "diverged";
}

function merge(base: FlowDetail, mine: RepositoryFlow, theirs: FlowDetail, { take }: PlanOptions): MergedFlow {
  const sides = { base: asDraft(base), mine: asDraft(mine), theirs: asDraft(theirs) };
  return mergeFlows(sides, { definitions: nodeDefinitions, take });
}

interface Side {
  readonly document: FlowDocument;
  readonly layout?: FlowLayout | undefined;
}

const asDraft = ({ document, layout }: Side): FlowDraft => ({ document, layout: layout ?? { positions: {} }, samples: {} });
