import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { StepFailure } from "#engine/core/failure.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { RunState } from "#engine/core/machine/run-state.ts";
import { LocalEngine } from "#engine/memory/local-engine.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import type { Connections } from "#engine/runtime/ports.ts";
import { SendError, type OutgoingRequest, type Send } from "#engine/nodes/sender.ts";

/** What the outside answers: a body, a status, a refusal, or nothing until the caller gives up. `text`: the body as it is sent. */
export type Reply = { readonly status?: number; readonly body?: JsonValue; readonly text?: string } | Error | "silence";

export const noAnswer = new SendError("http/timeout", "no answer", true);

export const noConnection = new StepFailure({ code: "connection/unknown", message: "none" });

/**
 * Flows on the memory engine with virtual time, and an outside that is scripted call by call. A flow is YAML without its
 * head: `nodes` and `edges`; the trigger `start` is added.
 */
export class World {
  readonly calls: OutgoingRequest[] = [];
  readonly aborted: string[] = [];
  readonly engine: LocalEngine;
  readonly #flows = new Map<string, CompiledFlow>();

  constructor(
    answer: (request: OutgoingRequest, nth: number) => Reply | Promise<Reply> = () => ({}),
    connections: Connections = { resolve: () => Promise.reject(noConnection) },
  ) {
    const send: Send = async (request) => {
      this.calls.push(request);
      const reply = await answer(request, this.calls.length);
      if (reply instanceof Error) throw reply;
      if (reply === "silence") return this.#silence(request);
      return {
        status: reply.status ?? 200,
        headers: { "content-type": "application/json" },
        body: reply.text ?? JSON.stringify(reply.body ?? { by: request.nodeId ?? null }),
      };
    };
    this.engine = new LocalEngine({
      executors: createNodeExecutors({ send, sendMail: () => Promise.reject(new Error("No mail is sent here.")) }),
      connections,
      time: "virtual",
      random: () => 0.5,
    });
  }

  #silence({ signal, nodeId = "" }: OutgoingRequest): Promise<never> {
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        this.aborted.push(nodeId);
        reject(noAnswer);
      });
    });
  }

  /** Names of the nodes that called out, in order. */
  get called(): readonly string[] {
    return this.calls.map(({ nodeId = "" }) => nodeId);
  }

  flow(yaml: string, id = "test"): CompiledFlow {
    const { document, problems } = readFlow(`omnilink: 1\nid: ${id}\nname: Test\n${withTrigger(yaml)}`);
    const { plan, problems: more } = document ? compileFlow(document, nodeDefinitions) : { plan: undefined, problems };
    if (!document || !plan) throw new Error(JSON.stringify([...problems, ...more], null, 2));
    const flow = { document, plan };
    this.#flows.set(id, flow);
    this.engine.add(flow);
    return flow;
  }

  start(flow: CompiledFlow, input: JsonValue = null): Promise<string> {
    return this.engine.start(flow, { trigger: "start", input });
  }

  /** Runs to the end or to rest, and gives the story. */
  async run(flow: CompiledFlow, input: JsonValue = null): Promise<Story> {
    const runId = await this.start(flow, input);
    await this.engine.settle(runId);
    return this.story(flow, runId);
  }

  async story({ plan }: CompiledFlow, runId: string): Promise<Story> {
    const events = await this.engine.events(runId);
    return { runId, events, state: replayRun(plan, runId, events) };
  }
}

const withTrigger = (yaml: string): string =>
  yaml.replace(/^( *)nodes:\n/m, (head, indent: string) => `${head}${indent}  - { id: start, kind: trigger.manual }\n`);

export interface Story {
  readonly runId: string;
  readonly events: readonly RunEvent[];
  readonly state: RunState;
}

/** The story in short: `completed a`, `failed b[2]`, `undone a`, `run.completed`. */
export function told({ events }: Story): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === "step.started" || event.type === "run.started" || event.type === "items.listed") return [];
    if ("nodeId" in event)
      return [`${event.type.replace("step.", "")} ${event.nodeId}${event.item === undefined ? "" : `[${event.item}]`}`];
    return ["nodeId" in event.data ? `${event.type.replace("step.", "")} ${event.data.nodeId}` : event.type];
  });
}

export const call = (id: string, rest = ""): string =>
  `  - { id: ${id}, kind: http, config: { method: POST, url: "https://example.com/${id}" }${rest === "" ? "" : `, ${rest}`} }`;
