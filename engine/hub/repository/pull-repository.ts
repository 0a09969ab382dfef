import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { VersionSummary } from "../../runtime/drafts.ts";
import type { Engine, FlowDetail } from "../../runtime/engine.ts";
import type { CommitAbout, Git } from "./git.ts";
import { LOCK_FILE, writeLock, type LockedFlow } from "./lock-file.ts";
import { hereSide, liveSide, type PlannedFlow } from "./plan-repository.ts";
import type { Repository } from "./read-repository.ts";
import { writeFlowFolder } from "./write-flow-folder.ts";

/** What pulling did to a flow. A conflict leaves its folder as it is. */
export interface PulledFlow {
  readonly flowId: string;
  readonly outcome: "added" | "updated" | "merged" | "removed" | "kept" | "conflict";
  readonly version?: number;
  readonly conflicts?: readonly string[];
}

export interface PullPorts {
  readonly engine: Pick<Engine, "flows" | "people">;
  readonly orgId: string;
  /** Present when every version is to become a commit. */
  readonly git?: Git | undefined;
  readonly take?: "mine" | "theirs" | undefined;
}

/** Brings what was published elsewhere into the folders; with git, a commit per version with its author and note. */
export async function pullRepository(
  ports: PullPorts,
  repository: Repository,
  planned: readonly PlannedFlow[],
): Promise<readonly PulledFlow[]> {
  const pull = new Pull(ports, repository);
  const pulled: PulledFlow[] = [];
  for (const flow of planned) {
    const done = await pull.flow(flow);
    if (done) pulled.push(done);
  }
  return pulled;
}

class Pull {
  readonly #ports: PullPorts;
  readonly #folder: string;
  readonly #locked: Record<string, LockedFlow>;

  constructor(ports: PullPorts, { folder, locked }: Repository) {
    this.#ports = ports;
    this.#folder = folder;
    this.#locked = { ...locked };
  }

  async flow(flow: PlannedFlow): Promise<PulledFlow | undefined> {
    const { flowId, state, here } = flow;
    switch (state) {
      case "same":
        return this.#same(flow);
      case "behind":
      case "foreign":
        await this.#takeVersions(flow);
        return { flowId, outcome: here ? "updated" : "added", version: liveSide(flow).version };
      case "diverged":
        return this.#diverged(flow);
      case "gone":
        return this.#gone(flow);
      default:
        return undefined;
    }
  }

  /** Positions are no part of the logic: the deployed ones are those that people moved last. */
  async #same(flow: PlannedFlow): Promise<undefined> {
    const [here, live] = [hereSide(flow), liveSide(flow)];
    const { layout } = live;
    const isMoved = layout !== undefined && JSON.stringify(layout) !== JSON.stringify(here.layout);
    if (isMoved) await writeFlowFolder(here.folder, live);
    const known = this.#locked[flow.flowId];
    if (known?.hash !== live.contentHash) await this.#agree(live);
  }

  async #takeVersions(flow: PlannedFlow): Promise<void> {
    const { flowId, drift, here } = flow;
    const live = liveSide(flow);
    const folder = here?.folder ?? join(this.#folder, flowId);
    if (this.#ports.git) for (const version of drift) await this.#takeVersion(folder, version, live);
    await writeFlowFolder(folder, live);
    await this.#agree(live);
    await this.#commit(folder, live, drift.at(-1));
  }

  async #takeVersion(folder: string, version: VersionSummary, live: FlowDetail): Promise<void> {
    const content = await this.#ports.engine.flows.get(this.#ports.orgId, live.flowId, version.number);
    if (!content) return;
    await writeFlowFolder(folder, content);
    await this.#agree(content);
    await this.#commit(folder, content, version);
  }

  async #diverged(flow: PlannedFlow): Promise<PulledFlow> {
    const { flowId, merged, drift } = flow;
    const { take } = this.#ports;
    const live = liveSide(flow);
    const { version } = live;
    if (merged && merged.conflicts.length === 0) {
      const { document, layout } = merged.draft;
      const { folder } = hereSide(flow);
      await writeFlowFolder(folder, { document, layout });
      await this.#agree(live);
      await this.#commit(folder, live, drift.at(-1), "Merge");
      return { flowId, outcome: "merged", version };
    }
    if (take === "theirs") {
      await this.#takeVersions(flow);
      return { flowId, outcome: "updated", version };
    }
    if (take === "mine" && !merged) {
      await this.#agree(live);
      return { flowId, outcome: "kept", version };
    }
    return { flowId, outcome: "conflict", version, conflicts: conflictsOf(flow) };
  }

  async #gone(flow: PlannedFlow): Promise<PulledFlow> {
    const { flowId } = flow;
    const { take } = this.#ports;
    if (take === undefined)
      return { flowId, outcome: "conflict", conflicts: ["It was taken out of service elsewhere and still lies here."] };
    delete this.#locked[flowId];
    if (take === "theirs") await rm(hereSide(flow).folder, { recursive: true });
    await writeLock(this.#folder, this.#locked);
    return { flowId, outcome: take === "theirs" ? "removed" : "kept" };
  }

  async #agree({ flowId, version, contentHash }: FlowDetail): Promise<void> {
    this.#locked[flowId] = { version, hash: contentHash };
    await writeLock(this.#folder, this.#locked);
  }

  async #commit(folder: string, live: FlowDetail, version: VersionSummary | undefined, verb = "Publish"): Promise<void> {
    const { git, engine, orgId } = this.#ports;
    if (!git) return;
    const people = await engine.people.list(orgId);
    const email = people.find(({ name }) => name === live.deployedBy)?.email ?? "unknown@localhost";
    const author = { name: live.deployedBy, email };
    await git.commit([folder, join(this.#folder, LOCK_FILE)], {
      message: messageOf(live, version, verb),
      author,
      at: live.deployedAt,
    });
  }
}

/** The note is the subject where there is one; below it, what people did, one line each. */
function messageOf({ flowId, version }: FlowDetail, about: VersionSummary | undefined, verb: string): CommitAbout["message"] {
  const what = `${verb} version ${version} of ${flowId}`;
  const changes = (about?.changes ?? []).map(({ author, label }) => `- ${label} (${author})`);
  const head = about?.note === undefined ? [what] : [about.note, "", what];
  return [...head, ...(changes.length === 0 ? [] : ["", ...changes])].join("\n");
}

export function conflictsOf(flow: PlannedFlow): readonly string[] {
  const { here, merged } = flow;
  if (!here) return [`It was deleted here, and version ${liveSide(flow).version} was published elsewhere.`];
  if (!merged) return [`What lies here and version ${liveSide(flow).version} have no version in common.`];
  return merged.conflicts.map(({ message }) => message);
}
