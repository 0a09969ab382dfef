import type { JsonValue } from "../core/json.ts";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { ItemRef } from "../core/machine/run-state.ts";
import type { RunStore } from "./ports.ts";

const KEPT_PAGES = 8;

/** Items of for-each steps by reference: read from the log page by page, and only the pages in use are kept. */
export class ItemPages {
  readonly #runId: string;
  readonly #store: Pick<RunStore, "readEvents">;
  readonly #pages = new Map<string, readonly JsonValue[]>();
  readonly #unsaved = new Map<number, readonly JsonValue[]>();

  constructor(runId: string, store: Pick<RunStore, "readEvents">) {
    this.#runId = runId;
    this.#store = store;
  }

  /** Events that are not stored yet must be remembered, or nobody could read them. */
  remember(event: RunEvent): void {
    if (event.type === "items.listed") this.#unsaved.set(event.seq, event.data.items);
  }

  /** All events remembered so far can be read from the log. */
  saved(): void {
    for (const [seq, items] of this.#unsaved) this.#keep(`${this.#runId} ${seq}`, items);
    this.#unsaved.clear();
  }

  /** `undefined` for the turn of a loop, which has no item. */
  async read({ index, page }: ItemRef): Promise<JsonValue | undefined> {
    if (!page) return undefined;
    const [first, seq, runId = this.#runId] = page;
    const unsaved = runId === this.#runId ? this.#unsaved.get(seq) : undefined;
    if (unsaved) return unsaved[index - first];
    const key = `${runId} ${seq}`;
    const items = this.#pages.get(key) ?? (await this.#load(runId, seq));
    this.#keep(key, items);
    return items[index - first];
  }

  async #load(runId: string, seq: number): Promise<readonly JsonValue[]> {
    const [event] = await this.#store.readEvents(runId, seq - 1, 1);
    if (event?.type !== "items.listed") throw new Error(`Event ${seq} of run ${runId} lists no items.`);
    return event.data.items;
  }

  #keep(key: string, items: readonly JsonValue[]): void {
    this.#pages.delete(key);
    this.#pages.set(key, items);
    if (this.#pages.size > KEPT_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
  }
}
