import type { Json, JsonObject } from "./json.ts";

/** What a run needs from outside. `memory-world.ts` has one for tests, `live-world.ts` one that really calls out. */
export interface World {
  /** What expressions read as `env.NAME`. */
  readonly variables?: JsonObject;
  /** Calls another system. `idempotencyKey` is the same in every attempt of a step. */
  send(request: Request): Promise<Answer>;
  /** Asks people, and waits for their decision. `undefined` when nobody decides within `timeoutMs`. */
  decide(task: Task): Promise<Decision | undefined>;
  /** Waits for a message. `undefined` when none comes within `timeoutMs`. */
  signal(name: string, timeoutMs?: number): Promise<Json | undefined>;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when an attempt has taken too long; `signal` says that nobody waits for that any more. */
  limit(ms: number, signal: AbortSignal): Promise<void>;
  now(): number;
  random(): number;
  /** Runs another flow. */
  runFlow(flow: string, input: Json): Promise<Json>;
  /** Sends mail and chat messages, and puts events on the bus. */
  tell(message: JsonObject): Promise<Json>;
  /** Hears of everything that happens, in order. */
  record(event: RunEvent): void;
}

export interface Request {
  readonly nodeId: string;
  /** Name of the connection that knows the address and the credentials. */
  readonly connection?: string;
  readonly method: string;
  /** Below the connection's address; absolute without one. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

export interface Task {
  readonly nodeId: string;
  readonly title: string;
  readonly details?: Json;
  readonly form?: Json;
  readonly initial?: Json;
  readonly timeoutMs?: number;
}

export interface Decision {
  readonly decision: "approved" | "rejected" | "answered";
  readonly by?: string;
  readonly comment?: string;
  readonly answer?: Json;
}

export type RunEvent =
  | { readonly type: "step.completed"; readonly nodeId: string; readonly output: Json; readonly item?: number }
  | { readonly type: "attempt.failed" | "step.failed"; readonly nodeId: string; readonly code: string; readonly item?: number }
  | { readonly type: "step.undone"; readonly nodeId: string; readonly by: string };
