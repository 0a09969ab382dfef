import {
  acknowledge,
  condense,
  isSettled,
  perform,
  receive,
  redo,
  release,
  restart,
  resume,
  startSync,
  takeBatch,
  undo,
  type SyncState,
} from "#engine/core/edit/draft-sync.ts";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { forceOperation } from "#engine/core/edit/force-operation.ts";
import type { NodeDefinitions } from "#engine/core/node-definition.ts";
import type { DraftState, DraftStore, PerformOptions, Presence } from "./draft-state.ts";
import type {
  DraftClock,
  DraftNews,
  DraftQueue,
  DraftTransport,
  LiveVersion,
  OpenedDraft,
  SaveAnswer,
} from "./draft-transport.ts";
import { shareWith, viewDraft } from "./view-draft.ts";

export interface DraftStoreOptions {
  readonly clientId: string;
  readonly opened: OpenedDraft;
  readonly definitions: NodeDefinitions;
  readonly transport: DraftTransport;
  readonly clock: DraftClock;
  readonly queue: DraftQueue;
}

export interface RunningDraftStore extends DraftStore {
  /** Follows the server and saves until the returned function is called. */
  start(): () => void;
}

/** Gestures that follow each other quickly are saved together. */
const SAVE_AFTER_MS = 300;
const BATCH = 50;
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000] as const;
/** The others forget a window that they have not heard of for 30 s. */
const ANNOUNCE_EVERY_MS = 10_000;
const ANNOUNCE_AFTER_MS = 250;

interface Connection {
  readonly isSaving: boolean;
  /** Saves in a row that did not reach the server. */
  readonly failures: number;
  readonly problem?: string;
}

interface StoreModel {
  readonly sync: SyncState;
  readonly connection: Connection;
  readonly others: readonly Presence[];
  readonly live: LiveVersion | undefined;
}

/** Somebody who waits until everything is saved. */
interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export const createDraftStore = (options: DraftStoreOptions): RunningDraftStore => new WindowDraft(options);

/**
 * The draft of one flow in one window: `core/edit/draft-sync` with a server, a clock and a place for what is not saved yet.
 * Every change is made here first and sent after; nothing waits for the network.
 */
class WindowDraft implements RunningDraftStore {
  readonly #options: DraftStoreOptions;
  readonly #listeners = new Set<() => void>();
  #model: StoreModel;
  /** The live version that this window began with, for the server, while there was no draft. */
  #baseVersion: number | undefined;
  #state: DraftState | undefined;
  #isRunning = false;
  #selected: readonly string[] = [];
  #waiters: Waiter[] = [];
  #callOffSave = (): void => {};
  #callOffAnnounce = (): void => {};
  #stopFollowing = (): void => {};

  constructor(options: DraftStoreOptions) {
    this.#options = options;
    const { model, baseVersion } = begin(options);
    this.#model = model;
    this.#baseVersion = baseVersion;
  }

  readonly getState = (): DraftState => (this.#state ??= viewDraft(this.#model, this.#options.definitions));

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  perform(result: CommandResult, { merge }: PerformOptions = {}): CommandResult {
    if (result.ok && result.edit.operations.length > 0)
      this.#change(perform(this.#model.sync, result.edit, { at: this.#options.clock.now(), merge }));
    return result;
  }

  undo(): string | undefined {
    return this.#takeBack(undo);
  }

  redo(): string | undefined {
    return this.#takeBack(redo);
  }

  #takeBack(take: typeof undo): string | undefined {
    const taken = take(this.#model.sync, this.#options.clock.now());
    if (taken) this.#change(taken.state);
    return taken?.label;
  }

  resolve(conflictId: string, choice: "mine" | "theirs"): void {
    const { sync } = this.#model;
    const held = sync.held.find(({ id }) => String(id) === conflictId);
    if (!held) return;
    const { definitions, clock } = this.#options;
    const mine = choice === "mine" ? forceOperation(sync.draft, definitions, held.conflict.operation) : undefined;
    if (mine && !mine.ok) return;
    this.#change(release(mine ? perform(sync, mine.edit, { at: clock.now() }) : sync, held.id));
  }

  select(nodeIds: readonly string[]): void {
    this.#selected = nodeIds.slice(0, 20);
    if (!this.#isRunning) return;
    this.#callOffAnnounce();
    this.#callOffAnnounce = this.#options.clock.later(ANNOUNCE_AFTER_MS, () => this.#announce());
  }

  flush(): Promise<void> {
    const { sync, connection } = this.#model;
    if (isSettled(sync)) return Promise.resolve();
    if (connection.problem !== undefined) return Promise.reject(new Error(connection.problem));
    const done = new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    this.#saveIn(0);
    return done;
  }

  start(): () => void {
    this.#isRunning = true;
    this.#follow();
    this.#announce();
    if (!isSettled(this.#model.sync)) this.#saveIn(0);
    return () => {
      this.#isRunning = false;
      this.#callOffSave();
      this.#callOffAnnounce();
      this.#stopFollowing();
    };
  }

  #update(change: Partial<StoreModel>): void {
    this.#model = { ...this.#model, ...change };
    this.#state = undefined;
    this.#keepQueue();
    if (isSettled(this.#model.sync)) this.#tellWaiters();
    for (const listener of [...this.#listeners]) listener();
  }

  #keepQueue(): void {
    const { queue } = this.#options;
    const { clientId, base, revision, sent, waiting, nextEditId } = this.#model.sync;
    if (isSettled(this.#model.sync)) queue.clear();
    else queue.keep({ clientId, base, revision, sent, waiting, nextEditId, ...this.#beganWith() });
  }

  #beganWith(): { baseVersion?: number } {
    return this.#baseVersion === undefined ? {} : { baseVersion: this.#baseVersion };
  }

  #tellWaiters(problem?: string): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { resolve, reject } of waiters) {
      if (problem === undefined) resolve();
      else reject(new Error(problem));
    }
  }

  #change(sync: SyncState): void {
    const { problem, ...connection } = this.#model.connection;
    // What the server has refused is tried again as a whole once it is something else.
    this.#update({ sync: problem === undefined ? sync : condense(sync), connection });
    this.#saveIn(SAVE_AFTER_MS);
  }

  #saveIn(ms: number): void {
    this.#callOffSave();
    if (this.#isRunning) this.#callOffSave = this.#options.clock.later(ms, () => void this.#save());
  }

  async #save(): Promise<void> {
    const { connection } = this.#model;
    if (connection.isSaving || connection.problem !== undefined || !this.#isRunning) return;
    const sync = takeBatch(this.#model.sync, BATCH);
    if (sync.sent.length === 0) return;
    this.#update({ sync, connection: { ...connection, isSaving: true } });
    const edits = sync.sent.map(({ editId, edit }) => ({ editId, edit }));
    const { clientId, revision: baseRevision } = sync;
    const answer = await this.#options.transport.save({ clientId, baseRevision, ...this.#beganWith(), edits });
    this.#hearAnswer(
      answer,
      edits.map(({ editId }) => editId),
    );
  }

  #hearAnswer(answer: SaveAnswer, editIds: readonly number[]): void {
    const { sync } = this.#model;
    const connection: Connection = { isSaving: false, failures: 0 };
    switch (answer.type) {
      case "saved":
        this.#update({ sync: acknowledge(receive(sync, answer.changes).state, editIds), connection });
        if (!isSettled(this.#model.sync)) this.#saveIn(0);
        return;
      case "refused":
        this.#update({ connection: { ...connection, problem: answer.message } });
        return this.#tellWaiters(answer.message);
      case "reload":
        this.#update({ connection });
        return void this.#reload();
      case "unreachable": {
        const failures = this.#model.connection.failures + 1;
        this.#update({ connection: { ...connection, failures } });
        this.#tellWaiters("The server did not answer. Your changes are kept in this window and are saved when it is back.");
        this.#saveIn(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]!);
      }
    }
  }

  async #reload(): Promise<void> {
    try {
      const { draft, revision, live } = await this.#options.transport.open();
      if (!this.#isRunning) return;
      this.#baseVersion = live?.number;
      this.#update({ sync: restart(this.#model.sync, draft, revision), live: live && shareWith(live, draft) });
      this.#follow();
      this.#saveIn(0);
    } catch {
      if (this.#isRunning) this.#callOffSave = this.#options.clock.later(RETRY_MS[1], () => void this.#reload());
    }
  }

  #follow(): void {
    this.#stopFollowing();
    const { clientId, revision } = this.#model.sync;
    this.#stopFollowing = this.#options.transport.follow(clientId, revision, (news) => this.#hear(news));
  }

  #hear({ changes = [], others, live, mustReload }: DraftNews): void {
    if (!this.#isRunning) return;
    const { state: sync, hasGap } = receive(this.#model.sync, changes);
    const isQuiet = sync === this.#model.sync && others === undefined && live === undefined;
    if (!isQuiet) this.#update({ sync, ...(others ? { others } : {}), ...(live ? { live: shareWith(live, sync.draft) } : {}) });
    if (hasGap || mustReload === true) void this.#reload();
    else if (this.#model.connection.failures > 0) this.#saveIn(0);
  }

  #announce(): void {
    this.#callOffAnnounce();
    // Who is here is told again soon; a lost word does no harm.
    void this.#options.transport.announce(this.#model.sync.clientId, this.#selected).catch(() => {});
    this.#callOffAnnounce = this.#options.clock.later(ANNOUNCE_EVERY_MS, () => this.#announce());
  }
}

/**
 * Goes on with edits that a window of this tab had not saved when it was closed. They are sent under the name they had, in
 * case the server has them after all; what was changed meanwhile comes with the answer.
 */
function begin({ clientId, opened, queue }: DraftStoreOptions): { model: StoreModel; baseVersion: number | undefined } {
  const kept = queue.load();
  const sync = kept ? resume(kept) : startSync(clientId, opened.draft, opened.revision);
  const live = opened.live && shareWith(opened.live, sync.draft);
  const baseVersion = kept ? kept.baseVersion : opened.live?.number;
  return { model: { sync, connection: { isSaving: false, failures: 0 }, others: [], live }, baseVersion };
}
