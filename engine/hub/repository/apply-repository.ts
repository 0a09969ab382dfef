import { userInfo } from "node:os";
import type { Problem } from "../../core/problem.ts";
import type { Deployment } from "../../runtime/engine.ts";
import type { Git } from "./git.ts";
import { writeLock, type LockedFlow } from "./lock-file.ts";
import type { Deployed, PlannedFlow } from "./plan-repository.ts";
import type { Repository } from "./read-repository.ts";

export interface AppliedFlow {
  readonly flowId: string;
  readonly outcome: "deployed" | "removed" | "refused";
  readonly version?: number;
  /** Of a refusal by the engine, such as a test of a mapping that fails. */
  readonly problems?: readonly Problem[];
}

interface ApplyPorts {
  readonly engine: Deployed;
  readonly orgId: string;
  readonly git: Git | undefined;
}

export interface ApplyChoices extends Pick<Deployment, "breakGlass"> {
  /** Also what was published elsewhere is overwritten. */
  readonly force: boolean;
}

/**
 * What applying would do to a flow: `undefined` where that is nothing. What was published elsewhere is never overwritten
 * unless that is asked for: it would be lost to whoever looks into the repository.
 */
export function applyAction({ state, here }: PlannedFlow, force: boolean): "deploy" | "remove" | undefined {
  if (state === "create" || state === "change") return "deploy";
  if (state === "remove") return "remove";
  const isDrift = state === "behind" || state === "diverged" || state === "gone";
  return isDrift && force ? (here ? "deploy" : "remove") : undefined;
}

/** Deploys and removes, flow by flow; what was done is in the lock file, also when a later flow is refused. */
export async function applyRepository(
  ports: ApplyPorts,
  repository: Repository,
  planned: readonly PlannedFlow[],
  { force, breakGlass }: ApplyChoices,
): Promise<readonly AppliedFlow[]> {
  const locked: Record<string, LockedFlow> = { ...repository.locked };
  const applied: AppliedFlow[] = [];
  for (const flow of planned) {
    const { flowId, here, live, state } = flow;
    const action = applyAction(flow, force);
    if (action === "deploy") applied.push(await deploy(ports, flow, locked, breakGlass));
    if (action === "remove") applied.push(await remove(ports, flowId, locked));
    if (state === "same" && here && live) locked[flowId] = { version: live.version, hash: here.hash };
  }
  await writeLock(repository.folder, locked);
  return applied;
}

async function deploy(
  { engine, orgId, git }: ApplyPorts,
  { flowId, here }: PlannedFlow,
  locked: Record<string, LockedFlow>,
  breakGlass: ApplyChoices["breakGlass"],
): Promise<AppliedFlow> {
  const { source, layout, hash, folder } = here!;
  const said = await lastWords(git, folder);
  const result = await engine.flows.deploy({
    orgId,
    source,
    ...(layout ? { layout } : {}),
    ...(breakGlass ? { breakGlass } : {}),
    ...said,
  });
  if (!result.ok) return { flowId, outcome: "refused", problems: result.problems };
  locked[flowId] = { version: result.version, hash };
  return { flowId, outcome: "deployed", version: result.version };
}

async function remove(
  { engine, orgId, git }: ApplyPorts,
  flowId: string,
  locked: Record<string, LockedFlow>,
): Promise<AppliedFlow> {
  const result = await engine.flows.retire({ orgId, flowId, by: await workerHere(git), reason: "Deleted from its repository" });
  if (!result.ok) return { flowId, outcome: "refused", problems: result.problems };
  delete locked[flowId];
  return { flowId, outcome: "removed" };
}

/** Author and subject of the commit that is deployed; what is not committed yet is the work of whoever sits here. */
async function lastWords(git: Git | undefined, folder: string): Promise<{ deployedBy: string; note?: string }> {
  const isCommitted = git && (await git.dirty([folder])).length === 0;
  const commit = isCommitted ? await git.lastCommit(folder) : undefined;
  if (commit) return { deployedBy: commit.author, ...(commit.subject === "" ? {} : { note: commit.subject }) };
  return { deployedBy: await workerHere(git) };
}

const workerHere = async (git: Git | undefined): Promise<string> => (await git?.userName()) ?? userInfo().username;
