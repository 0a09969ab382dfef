import { acceptEdits } from "#engine/core/edit/accept-edits.ts";
import {
  receive,
  startSync,
  takeBatch,
  type AcceptedEdit,
  type LocalEdit,
  type SyncState,
} from "#engine/core/edit/draft-sync.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";

interface Server {
  draft: FlowDraft;
  log: AcceptedEdit[];
}

/** A message under way. Each waits its own time, so later ones overtake earlier ones. */
interface Message {
  due: number;
  deliver(): void;
}

/**
 * One server and some windows, in memory. Requests and answers are delayed, lost and repeated at random; the list of
 * accepted edits arrives in pieces, late, twice, or not at all until the window asks again.
 */
export class DraftWorld {
  readonly server: Server;
  readonly start: FlowDraft;
  states: SyncState[];
  #messages: Message[] = [];
  #now = 0;
  #isReliable = false;
  readonly #random: () => number;

  constructor(start: FlowDraft, clients: number, random: () => number) {
    this.start = start;
    this.server = { draft: start, log: [] };
    this.states = Array.from({ length: clients }, (_, index) => startSync(`client ${index}`, start, 0));
    this.#random = random;
  }

  change(client: number, gesture: (state: SyncState) => SyncState): void {
    this.states[client] = gesture(this.states[client]!);
  }

  /** Some window saves or asks what is new, and what is due arrives. */
  step(): void {
    this.#now += 1;
    const client = Math.floor(this.#random() * this.states.length);
    if (this.#random() < 0.6) this.#save(client);
    if (this.#random() < 0.3) this.#catchUp(client);
    this.#deliver();
  }

  /** The network heals, and everybody saves and listens until nothing is left. */
  settle(): void {
    this.#isReliable = true;
    for (let round = 0; round < 200; round++) {
      this.states.forEach((_, client) => {
        this.#save(client);
        this.#catchUp(client);
      });
      this.#now += 1;
      this.#deliver();
    }
  }

  #save(client: number): void {
    const state = takeBatch(this.states[client]!, 20);
    this.states[client] = state;
    if (state.sent.length === 0) return;
    const { clientId, sent, revision } = state;
    this.#send(() => this.#accept(client, clientId, sent, revision));
  }

  #accept(client: number, clientId: string, edits: readonly LocalEdit[], base: number): void {
    const { log } = this.server;
    const isStored = (editId: number): boolean => log.some((one) => one.clientId === clientId && one.editId === editId);
    const fresh = edits.filter(({ editId }) => !isStored(editId));
    const since = log.filter((one) => one.revision > base && one.clientId !== clientId).map(({ edit }) => edit);
    const { draft, accepted } = acceptEdits(
      { draft: this.server.draft, revision: log.length, since },
      { clientId, edits: fresh },
    );
    this.server.draft = draft;
    // Through JSON, as on the wire and in the database.
    log.push(...(JSON.parse(JSON.stringify(accepted)) as AcceptedEdit[]));
    const tail = log.slice(base);
    this.#send(() => this.#receive(client, tail));
  }

  #catchUp(client: number): void {
    const tail = this.server.log.slice(this.states[client]!.revision);
    const end = this.#isReliable ? tail.length : Math.floor(this.#random() * (tail.length + 1));
    if (end > 0) this.#send(() => this.#receive(client, tail.slice(0, end)));
  }

  #receive(client: number, accepted: readonly AcceptedEdit[]): void {
    this.states[client] = receive(this.states[client]!, accepted).state;
  }

  #send(deliver: () => void): void {
    if (this.#isReliable) {
      this.#messages.push({ due: this.#now, deliver });
      return;
    }
    const times = this.#random() < 0.15 ? 0 : this.#random() < 0.15 ? 2 : 1;
    for (let time = 0; time < times; time++) this.#messages.push({ due: this.#now + Math.floor(this.#random() * 12), deliver });
  }

  #deliver(): void {
    const due = this.#messages.filter((message) => message.due <= this.#now);
    this.#messages = this.#messages.filter((message) => message.due > this.#now);
    for (const { deliver } of due) deliver();
  }
}
