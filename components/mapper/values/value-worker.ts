import type { JsonObject } from "#engine/core/json.ts";
import type { MappingValues } from "./mapping-values.ts";
import type { ValueAnswer, ValueRequest } from "./mapping-values.worker.ts";

const LIMIT_MS = 2_000;

/**
 * Evaluates mappings in a worker of the browser. One text at a time: while it works, only the newest text waits. What takes
 * too long is ended with its worker, and the next text gets a new one.
 */
export class ValueWorker {
  readonly #answer: (values: MappingValues) => void;
  #worker: Worker | undefined;
  #scope: JsonObject = {};
  #serial = 0;
  #running: { readonly text: string; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #waiting: string | undefined;

  constructor(answer: (values: MappingValues) => void) {
    this.#answer = answer;
  }

  setScope(scope: JsonObject): void {
    this.#scope = scope;
    if (this.#worker) this.#send({ type: "scope", scope });
  }

  evaluate(text: string): void {
    if (this.#running) {
      this.#waiting = text;
      return;
    }
    this.#worker ??= this.#start();
    this.#serial++;
    this.#running = { text, timer: setTimeout(() => this.#giveUp(), LIMIT_MS) };
    this.#send({ type: "text", serial: this.#serial, text });
  }

  stop(): void {
    clearTimeout(this.#running?.timer);
    this.#running = undefined;
    this.#waiting = undefined;
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./mapping-values.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<ValueAnswer>) => {
      if (data.serial === this.#serial) this.#done(data.values);
    };
    const request: ValueRequest = { type: "scope", scope: this.#scope };
    worker.postMessage(request);
    return worker;
  }

  #send(request: ValueRequest): void {
    this.#worker?.postMessage(request);
  }

  #done(values: MappingValues): void {
    clearTimeout(this.#running?.timer);
    this.#running = undefined;
    this.#answer(values);
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next !== undefined) this.evaluate(next);
  }

  #giveUp(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const message = `This took longer than ${LIMIT_MS / 1000} seconds on the sample data. Check the expression for a loop that does not end.`;
    this.#done({ failure: { message, start: 0, end: this.#running?.text.length ?? 0 }, values: {}, durationMs: LIMIT_MS });
  }
}
