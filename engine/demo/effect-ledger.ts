import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "../core/json.ts";

/**
 * What the demo systems did, one JSON line per call. A line is written before the call is answered, so a killed process
 * forgets nothing it has told anybody, and a test can prove afterwards that each idempotency key had one effect.
 *
 * Idempotency: a key belongs to the first call that carried it. The same call again gets the stored answer and no
 * effect; another body or operation under that key is refused with 422.
 */
export interface LedgerEntry {
  readonly seq: number;
  readonly at: string;
  readonly system: string;
  readonly operation: string;
  readonly key: string | null;
  /** `accepted`: it had its effect. `declined`: the system said no, for good. `replayed`: answered from memory. */
  readonly outcome: "accepted" | "declined" | "replayed" | "conflict";
  readonly bodyHash: string;
  readonly answer: DemoAnswer;
}

export interface DemoAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

export interface DemoCall {
  readonly system: string;
  readonly operation: string;
  readonly key: string | undefined;
  /** What the key stands for: the body and whatever of the path matters. */
  readonly content: JsonValue;
}

export class EffectLedger {
  readonly #file: string;
  readonly #entries: LedgerEntry[] = [];
  readonly #byKey = new Map<string, LedgerEntry>();

  /** Reads what an earlier process wrote. A last line cut off by a kill was never answered and is dropped. */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#file = join(dataDir, "ledger.jsonl");
    const text = readText(this.#file);
    const complete = text.slice(0, text.lastIndexOf("\n") + 1);
    if (complete !== text) writeFileSync(this.#file, complete);
    for (const line of complete.split("\n")) if (line !== "") this.#remember(JSON.parse(line) as LedgerEntry);
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Runs `effect` unless the key was seen before; `effect` must be synchronous, which makes the check and the write one step. */
  perform(call: DemoCall, effect: (seq: number) => DemoAnswer): DemoAnswer {
    const bodyHash = createHash("sha256").update(JSON.stringify(call.content)).digest("hex");
    const earlier = call.key === undefined ? undefined : this.#byKey.get(`${call.system} ${call.key}`);
    if (earlier === undefined) {
      const answer = effect(this.#entries.length + 1);
      return this.#write(call, bodyHash, answer.status < 400 ? "accepted" : "declined", answer);
    }
    if (earlier.bodyHash === bodyHash && earlier.operation === call.operation)
      return this.#write(call, bodyHash, "replayed", earlier.answer);
    const body = { error: "idempotency_key_reused", message: `The key ${call.key} was used for another request.` };
    return this.#write(call, bodyHash, "conflict", { status: 422, body });
  }

  /** Calls that had their effect, oldest first. */
  accepted(system: string, operation: string): readonly LedgerEntry[] {
    return this.#entries.filter(
      (entry) => entry.outcome === "accepted" && entry.system === system && entry.operation === operation,
    );
  }

  #write(call: DemoCall, bodyHash: string, outcome: LedgerEntry["outcome"], answer: DemoAnswer): DemoAnswer {
    const { system, operation, key = null } = call;
    const seq = this.#entries.length + 1;
    const entry: LedgerEntry = { seq, at: new Date().toISOString(), system, operation, key, outcome, bodyHash, answer };
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.#remember(entry);
    return answer;
  }

  #remember(entry: LedgerEntry): void {
    this.#entries.push(entry);
    const isFirst = entry.outcome === "accepted" || entry.outcome === "declined";
    if (entry.key !== null && isFirst) this.#byKey.set(`${entry.system} ${entry.key}`, entry);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
