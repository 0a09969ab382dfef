import { closeSync, fdatasync, openSync, write } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import type { SinkFault } from "../plan/predict-run.ts";
import { poisonAnswers, type Poison } from "./poison-answers.ts";

/** What the sink knows of one idempotency key. */
export interface SinkKey {
  calls: number;
  /** Times it had its effect: the promise is exactly 1. */
  accepted: number;
  /** The first body, to the letter. */
  readonly body: string;
}

interface SinkBody {
  readonly faults?: readonly SinkFault[];
  readonly refuse?: boolean;
  readonly answer?: Poison;
}

const SLOW_MS = 300;
const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);

/**
 * The system that all calls go to: a ledger that is on disk before anybody is answered, that lets each key have one
 * effect, and that misbehaves as the body of the call asks.
 */
export class EffectSink {
  readonly keys = new Map<string, SinkKey>();
  /** What came with another body than the first time, with both. */
  readonly conflicts: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #file: number;
  #lines: string[] = [];
  #flush: Promise<void> | undefined;

  private constructor(file: string) {
    this.#file = openSync(file, "a");
  }

  /** `file` is the ledger: a line of JSON per call. */
  static async start(file: string): Promise<EffectSink> {
    const sink = new EffectSink(file);
    await new Promise<void>((resolve) => sink.#server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Answered from memory: the key had had its effect already. */
  get repeats(): number {
    return [...this.keys.values()].reduce((sum, { calls }) => sum + calls - 1, 0);
  }

  get effects(): number {
    return [...this.keys.values()].reduce((sum, { accepted }) => sum + accepted, 0);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#flush;
    closeSync(this.#file);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers["idempotency-key"] ?? "");
    const text = await readText(request);
    const known = this.#arrive(key, text);
    const body = JSON.parse(text) as SinkBody;
    const fault = body.faults?.[known.calls - 1];
    if (fault === "silent") return;
    if (fault === "error") return answer(response, 500, JSON.stringify({ error: "fault" }));
    if (fault === "slow") await pause(SLOW_MS);
    if (body.refuse) return answer(response, 409, JSON.stringify({ error: "refused" }));
    const isNew = known.accepted === 0;
    if (isNew) known.accepted += 1;
    await this.#record({ key, call: known.calls, outcome: isNew ? "accepted" : "replayed" });
    if (fault === "drop") return void request.socket.destroy();
    answer(response, 200, body.answer ? poisonAnswers[body.answer]() : JSON.stringify({ receipt: key }));
  }

  #arrive(key: string, text: string): SinkKey {
    const known = this.keys.get(key) ?? { calls: 0, accepted: 0, body: text };
    this.keys.set(key, known);
    if (known.body !== text) this.conflicts.push(`${key} came with two bodies: ${known.body} and ${text}`);
    known.calls += 1;
    return known;
  }

  /** Resolves when the line is on disk; calls that arrive together share one sync. */
  async #record(line: object): Promise<void> {
    this.#lines.push(`${JSON.stringify(line)}\n`);
    await this.#flush;
    this.#flush ??= this.#sync().finally(() => (this.#flush = undefined));
    await this.#flush;
  }

  async #sync(): Promise<void> {
    const lines = this.#lines.splice(0).join("");
    if (lines !== "") await writeAsync(this.#file, lines);
    await syncAsync(this.#file);
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}
