import { beforeEach, describe, expect, it } from "vitest";
import { acceptEdits } from "#engine/core/edit/accept-edits.ts";
import { addNode } from "#engine/core/edit/commands/add-node.ts";
import { removeNodes } from "#engine/core/edit/commands/remove-nodes.ts";
import { renameNode } from "#engine/core/edit/commands/rename-node.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import type { AcceptedEdit } from "#engine/core/edit/draft-sync.ts";
import { emptyDraft, type FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createDraftStore, type RunningDraftStore } from "./create-draft-store.ts";
import type { DraftNews, DraftQueue, DraftTransport, LiveVersion, QueuedEdits, SaveAnswer } from "./draft-transport.ts";

/** A server in memory, a clock that is moved by hand, and a line that can be cut. */
class World {
  draft: FlowDraft = emptyDraft("flow", "Flow");
  log: AcceptedEdit[] = [];
  live: LiveVersion | undefined;
  isUp = true;
  refusal: string | undefined;
  saves = 0;
  /** Answers are lost on their way while this is set: the server has stored the edits, the window does not know. */
  losesAnswers = false;
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];
  #listeners = new Set<(news: DraftNews) => void>();

  readonly clock = {
    now: () => this.#now,
    later: (ms: number, task: () => void) => {
      const entry = { at: this.#now + ms, task };
      this.#tasks.push(entry);
      return () => void (this.#tasks = this.#tasks.filter((other) => other !== entry));
    },
  };

  readonly transport: DraftTransport = {
    open: async () => ({ draft: this.draft, revision: this.log.length, ...(this.live ? { live: this.live } : {}) }),
    save: async ({ clientId, baseRevision, edits }): Promise<SaveAnswer> => {
      this.saves++;
      if (!this.isUp) return { type: "unreachable" };
      if (this.refusal !== undefined) return { type: "refused", message: this.refusal };
      const fresh = edits.filter(({ editId }) => !this.log.some((one) => one.clientId === clientId && one.editId === editId));
      const since = this.log.slice(baseRevision).filter((one) => one.clientId !== clientId);
      const server = { draft: this.draft, revision: this.log.length, since: since.map(({ edit }) => edit) };
      const { draft, accepted } = acceptEdits(server, { clientId, edits: fresh });
      this.draft = draft;
      this.log.push(...accepted);
      if (this.losesAnswers) return { type: "unreachable" };
      this.tell({ changes: this.log });
      return { type: "saved", changes: this.log.slice(baseRevision) };
    },
    follow: (_clientId, _after, hear) => {
      this.#listeners.add(hear);
      return () => void this.#listeners.delete(hear);
    },
    announce: async () => {},
  };

  tell(news: DraftNews): void {
    for (const hear of [...this.#listeners]) hear(news);
  }

  /** Lets time pass and everything that was asked for meanwhile be answered. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      const next = this.#tasks.toSorted((left, right) => left.at - right.at)[0];
      if (!next || next.at > end) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }
}

function memoryQueue(): DraftQueue & { kept: QueuedEdits | undefined } {
  return {
    kept: undefined,
    load() {
      return this.kept && structuredClone(this.kept);
    },
    keep(edits) {
      this.kept = structuredClone(edits);
    },
    clear() {
      this.kept = undefined;
    },
  };
}

describe("the store of a draft", () => {
  let world: World;
  let clients = 0;
  const open = async (queue: DraftQueue = memoryQueue()): Promise<RunningDraftStore & { stop(): void }> => {
    const opened = await world.transport.open();
    const { transport, clock } = world;
    const store = createDraftStore({
      clientId: `client-${++clients}`,
      opened,
      definitions: nodeDefinitions,
      transport,
      clock,
      queue,
    });
    return Object.assign(store, { stop: store.start() });
  };
  const add = (store: RunningDraftStore, name: string) =>
    store.perform(addNode(store.getState().draft, nodeDefinitions, { kind: "http", name }));
  const names = (draft: FlowDraft) => draft.document.nodes.map(({ name }) => name);

  beforeEach(() => {
    world = new World();
  });

  it("is clean after looking, and saves nothing", async () => {
    world.live = { number: 3, ...emptyDraft("flow", "Flow") };
    const store = await open();
    await world.pass(60_000);
    expect(store.getState()).toMatchObject({ isDirty: false, saving: "saved", undo: [], redo: [], liveVersion: 3 });
    expect(world.saves).toBe(0);
  });

  it("is dirty while it differs from the live version, and clean again when all is undone", async () => {
    world.live = { number: 3, ...emptyDraft("flow", "Flow") };
    const store = await open();
    add(store, "A");
    expect(store.getState()).toMatchObject({ isDirty: true, saving: "saving", undo: ["Add HTTP request"] });
    await world.pass(1_000);
    expect(store.getState().saving).toBe("saved");
    expect(store.undo()).toBe("Add HTTP request");
    expect(store.getState()).toMatchObject({ isDirty: false, undo: [], redo: ["Add HTTP request"] });
    await world.pass(1_000);
    expect(world.draft).toEqual(emptyDraft("flow", "Flow"));
  });

  it("gives a refused command back and changes nothing", async () => {
    const store = await open();
    const before = store.getState();
    expect(store.perform({ ok: false, reason: "No." })).toEqual({ ok: false, reason: "No." });
    expect(store.getState()).toBe(before);
  });

  it("makes one step of undo, and one edit to save, of typing in one field", async () => {
    const store = await open();
    add(store, "A");
    for (const text of ["h", "ht", "http"])
      store.perform(setConfig(store.getState().draft, "http", ["url"], text), { merge: "typing:http.config.url" });
    expect(store.getState().undo).toHaveLength(2);
    await world.pass(1_000);
    expect(world.log).toHaveLength(2);
    store.undo();
    expect(store.getState().draft.document.nodes[0]).not.toHaveProperty("config");
  });

  it("keeps working while the server is away, and saves when it is back", async () => {
    const store = await open();
    world.isUp = false;
    add(store, "A");
    await world.pass(1_000);
    expect(store.getState().saving).toBe("offline");
    const flushed = expect(store.flush()).rejects.toThrow("kept in this window");
    await world.pass(10);
    await flushed;
    add(store, "B");
    world.isUp = true;
    await world.pass(30_000);
    expect(store.getState().saving).toBe("saved");
    expect(names(world.draft)).toEqual(["A", "B"]);
  });

  it("makes an edit once whose answer was lost", async () => {
    const store = await open();
    world.losesAnswers = true;
    add(store, "A");
    await world.pass(5_000);
    world.losesAnswers = false;
    await world.pass(30_000);
    expect(names(world.draft)).toEqual(["A"]);
    expect(store.getState()).toMatchObject({ saving: "saved", draft: world.draft });
  });

  it("goes on with unsaved edits after a reload, also with those the server has after all", async () => {
    const queue = memoryQueue();
    const store = await open(queue);
    world.losesAnswers = true;
    add(store, "A");
    await world.pass(400);
    world.losesAnswers = false;
    world.isUp = false;
    add(store, "B");
    store.stop();
    const other = await open();
    world.isUp = true;
    other.perform(setFlowField(other.getState().draft, ["description"], "theirs"));
    await world.pass(1_000);
    const again = await open(queue);
    await world.pass(2_000);
    expect(names(world.draft)).toEqual(["A", "B"]);
    expect(world.draft.document.description).toBe("theirs");
    expect(again.getState().draft).toEqual(world.draft);
    expect(queue.kept).toBeUndefined();
  });

  it("shows what both changed, keeps theirs until the person chooses, and takes mine when asked", async () => {
    const [one, two] = [await open(), await open()];
    add(one, "A");
    await world.pass(1_000);
    one.perform(setNodeField(one.getState().draft, "http", ["name"], "from one"));
    two.perform(setNodeField(two.getState().draft, "http", ["name"], "from two"));
    await world.pass(2_000);
    const [loser, winner] = one.getState().conflicts.length > 0 ? [one, two] : [two, one];
    const { conflicts, saving } = loser.getState();
    expect(saving).toBe("conflict");
    expect(conflicts).toMatchObject([
      { nodeId: "http", base: "A", mine: expect.stringMatching("from"), theirs: world.draft.document.nodes[0]!.name },
    ]);
    loser.resolve(conflicts[0]!.id, "mine");
    await world.pass(2_000);
    expect(loser.getState()).toMatchObject({ conflicts: [], saving: "saved" });
    expect(names(winner.getState().draft)).toEqual([conflicts[0]!.mine]);
  });

  it("says why mine cannot be taken when the node is gone", async () => {
    const [one, two] = [await open(), await open()];
    add(one, "A");
    await world.pass(1_000);
    one.perform(removeNodes(one.getState().draft, nodeDefinitions, ["http"]));
    two.perform(setConfig(two.getState().draft, "http", ["url"], "/late"));
    await world.pass(2_000);
    const { conflicts } = two.getState();
    expect(conflicts).toMatchObject([{ mine: { url: "/late" }, onlyTheirs: expect.stringContaining('no node "http" any more') }]);
    two.resolve(conflicts[0]!.id, "mine");
    expect(two.getState().conflicts).toHaveLength(1);
    two.resolve(conflicts[0]!.id, "theirs");
    expect(two.getState()).toMatchObject({ conflicts: [], saving: "saved", draft: world.draft });
  });

  it("undoes only what this window did", async () => {
    const [one, two] = [await open(), await open()];
    add(one, "mine");
    await world.pass(1_000);
    add(two, "theirs");
    await world.pass(1_000);
    one.undo();
    expect(names(one.getState().draft)).toEqual(["theirs"]);
    expect(one.undo()).toBeUndefined();
  });

  it("undoes its own change of a node that somebody has renamed since, and leaves what somebody has changed since", async () => {
    const [one, two] = [await open(), await open()];
    add(one, "A");
    one.perform(setConfig(one.getState().draft, "http", ["url"], "/mine"));
    one.perform(setNodeField(one.getState().draft, "http", ["description"], "mine"));
    await world.pass(1_000);
    two.perform(renameNode(two.getState().draft, nodeDefinitions, "http", "charge"));
    two.perform(setNodeField(two.getState().draft, "charge", ["description"], "theirs"));
    await world.pass(1_000);
    expect(one.undo()).toBe("Set description of A, except for what somebody has changed since");
    expect(one.undo()).toBe("Set url of A");
    expect(one.getState().draft.document.nodes).toEqual([{ id: "charge", kind: "http", name: "A", description: "theirs" }]);
  });

  it("says why the server refuses, keeps the edits, and tries again once they are something else", async () => {
    const store = await open();
    world.refusal = "The flow would be too large.";
    add(store, "A");
    await world.pass(1_000);
    expect(store.getState()).toMatchObject({ saving: "offline", saveProblem: "The flow would be too large." });
    expect(names(store.getState().draft)).toEqual(["A"]);
    await expect(store.flush()).rejects.toThrow("too large");
    world.refusal = undefined;
    add(store, "B");
    await world.pass(1_000);
    expect(store.getState().saving).toBe("saved");
    expect(names(world.draft)).toEqual(["A", "B"]);
  });
});
