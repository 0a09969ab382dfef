import type { Json, JsonObject } from "./json.ts";
import type { Answer, Decision, Request, RunEvent, Task, World } from "./world.ts";

export interface Script {
  /** What the outside answers; 200 with `{}` when it says nothing. */
  readonly send?: (request: Request) => Partial<Answer> | Promise<Partial<Answer>>;
  readonly decide?: (task: Task) => Decision | undefined;
  readonly signal?: (name: string) => Json | undefined;
  readonly runFlow?: (flow: string, input: Json) => Json;
  /** Throws where mail or an event does not get through. */
  readonly tell?: (message: JsonObject) => void;
}

export interface MemoryWorld extends World {
  readonly requests: readonly Request[];
  readonly told: readonly JsonObject[];
  readonly events: readonly RunEvent[];
}

/** A scripted world for tests: no wait takes time, and everything that happens can be looked at afterwards. */
export function memoryWorld(script: Script = {}, startMs = Date.parse("2026-01-01T00:00:00Z")): MemoryWorld {
  const requests: Request[] = [];
  const told: JsonObject[] = [];
  const events: RunEvent[] = [];
  let now = startMs;
  return {
    requests,
    told,
    events,
    send: async (request) => {
      requests.push(request);
      return { status: 200, headers: {}, body: {}, ...(await script.send?.(request)) };
    },
    decide: (task) => Promise.resolve(script.decide ? script.decide(task) : { decision: "approved" }),
    signal: (name) => Promise.resolve(script.signal?.(name)),
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    // Answers come at once, so nothing takes too long.
    limit: () => new Promise(() => {}),
    now: () => now,
    random: () => 0.5,
    runFlow: (flow, input) => Promise.resolve(script.runFlow?.(flow, input) ?? null),
    tell: async (message) => {
      script.tell?.(message);
      told.push(message);
      return {};
    },
    record: (event) => void events.push(event),
  };
}
