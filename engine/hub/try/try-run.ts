import { StepFailure } from "../../core/failure.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { JsonObject } from "../../core/json.ts";
import { replayRun } from "../../core/machine/index.ts";
import { hasEnded, type RunEvent, type RunStatus } from "../../core/machine/run-event.ts";
import type { RunState } from "../../core/machine/run-state.ts";
import { LocalEngine } from "../../memory/local-engine.ts";
import type { Connections } from "../../runtime/ports.ts";
import type { TriedNode, TryAnswer, TryMessage, TryQuestion, TryRequest, TryResult } from "../../runtime/tries.ts";
import { EventBatches } from "./event-batches.ts";
import { nodeResults, openQuestions } from "./node-results.ts";
import { nthAnswer, type TriedFlow } from "./try-executors.ts";

/** More than a person waits for or looks through. */
export const TRY_LIMITS = { wallMs: 30_000, steps: 1_000, characters: 20_000_000 } as const;

const SECONDS = TRY_LIMITS.wallMs / 1_000;
const TOO_LONG = `A try may take ${SECONDS} seconds. Pin a sample to what is slow, or try a smaller part.`;
const TOO_MANY = `A try may take ${TRY_LIMITS.steps.toLocaleString("en")} steps. Try it with fewer items or turns.`;
const TOO_LARGE = "The data of this try is too large to be shown. Try it with smaller samples.";
const CANCELED = "You canceled it.";

type Flow = TriedFlow & { readonly document: FlowDocument; readonly trigger: string; readonly env?: JsonObject };

/** One run of a try, from its start until it ends, asks, or has gone on for too long. */
export class TryRun {
  readonly #request: TryRequest;
  readonly #connections: Connections;
  readonly #batches = new EventBatches<RunEvent>();
  readonly #began = performance.now();
  readonly #refused = new Map<string, string>();
  #steps = 0;
  #characters = 0;
  #stopped: string | undefined;
  #stopRun: () => void = () => {};

  constructor(request: TryRequest, connections: Connections) {
    this.#request = request;
    this.#connections = connections;
  }

  /** Every step asks before it begins. */
  spend(): void {
    this.#steps += 1;
    if (this.#steps > TRY_LIMITS.steps) this.#stop(TOO_MANY);
    if (this.#stopped !== undefined) throw new StepFailure({ code: "try/stopped", message: this.#stopped });
  }

  async *play(flow: Flow, signal: AbortSignal): AsyncGenerator<TryMessage, void, undefined> {
    const onAbort = (): void => this.#stop(CANCELED);
    const limit = setTimeout(() => this.#stop(TOO_LONG), TRY_LIMITS.wallMs);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    const result = this.#toTheEnd(flow).finally(() => this.#batches.close());
    result.catch(() => {});
    try {
      for await (const events of this.#batches) yield { type: "events", events };
      yield { type: "done", result: await result };
    } finally {
      clearTimeout(limit);
      signal.removeEventListener("abort", onAbort);
      this.#stop(CANCELED);
    }
  }

  #stop(why: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = why;
    this.#stopRun();
  }

  #hear(event: RunEvent): void {
    this.#characters += JSON.stringify(event).length;
    if (this.#characters > TRY_LIMITS.characters) return this.#stop(TOO_LARGE);
    this.#batches.push(event);
  }

  async #toTheEnd(flow: Flow): Promise<TryResult> {
    const { input, by } = this.#request;
    const engine = new LocalEngine({
      executors: flow.executors,
      connections: this.#connections,
      time: "jumping",
      random: () => 0.5,
      onEvent: (_runId, event) => this.#hear(event),
    });
    const runId = await engine.start(flow, { trigger: flow.trigger, input, startedBy: by, ...(flow.env && { env: flow.env }) });
    this.#stopRun = () => void engine.send(runId, { type: "cancel", by, compensate: false, force: true });
    if (this.#stopped !== undefined) this.#stopRun();
    const playing = { engine, flow, runId };
    let status = await engine.settle(runId, { jump: false });
    while (!hasEnded(status)) {
      const state = await stateOf(playing);
      const hasAnswered = await this.#answerNext(playing, state);
      if (!hasAnswered && !timeMayPass(state, this.#request)) break;
      status = await engine.settle(runId, { jump: hasAnswered ? false : "once" });
    }
    return this.#result(playing, status);
  }

  /** Gives one answer of the request to a step that waits for it. */
  async #answerNext({ engine, runId }: Playing, state: RunState): Promise<boolean> {
    for (const { nodeId, visit, phase, approvalId, signal } of Object.values(state.active)) {
      const answer = phase === "waiting" ? answerFor(this.#request, nodeId, visit) : undefined;
      if (answer?.type === "signal" && signal !== undefined) {
        await engine.send(runId, { type: "signal", name: signal, payload: answer.payload, by: this.#request.by });
        return true;
      }
      const decision = approvalId === undefined ? undefined : decisionOf(answer);
      if (approvalId === undefined || decision === undefined) continue;
      const by = { name: this.#request.by, roles: [], isOperator: true };
      const result = await engine.decide({ approvalId, by, ...decision });
      if (result.outcome === "decided") return true;
      if (result.outcome === "invalid") this.#refused.set(nodeId, result.problems.map(({ message }) => message).join(" "));
    }
    return false;
  }

  async #result(playing: Playing, status: RunStatus): Promise<TryResult> {
    const { engine, flow, runId } = playing;
    const events = await engine.events(runId);
    const open = hasEnded(status) ? [] : openQuestions(events, await stateOf(playing));
    const questions = open.map((question) => this.#withRefusal(question));
    const nodes = { ...nodeResults(events, flow.sources), ...Object.fromEntries(questions.map(asked)) };
    const last = events.at(-1);
    return {
      status,
      durationMs: Math.round(performance.now() - this.#began),
      nodes,
      questions,
      ...(last?.type === "run.completed" ? { output: last.data.output } : {}),
      ...(last && "data" in last && "failure" in last.data && hasEnded(status) ? { failure: last.data.failure } : {}),
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
  }

  #withRefusal(question: TryQuestion): TryQuestion {
    const refused = this.#refused.get(question.nodeId);
    return refused === undefined ? question : { ...question, refused };
  }
}

interface Playing {
  readonly engine: LocalEngine;
  readonly flow: Flow;
  readonly runId: string;
}

const stateOf = async ({ engine, flow, runId }: Playing): Promise<RunState> =>
  replayRun(flow.plan, runId, await engine.events(runId));

const asked = ({ nodeId, visit }: TryQuestion): readonly [string, TriedNode] => [
  nodeId,
  { state: "asked", from: "ran", outcomes: [], visits: visit },
];

function answerFor({ answers }: TryRequest, nodeId: string, visit: number): TryAnswer | undefined {
  const given = answers && Object.hasOwn(answers, nodeId) ? answers[nodeId]! : [];
  return given.length === 0 ? undefined : nthAnswer(given, visit - 1);
}

function decisionOf(answer: TryAnswer | undefined) {
  if (answer?.type === "form") return { decision: "answered", answer: answer.answer } as const;
  if (answer?.type !== "decision") return undefined;
  return { decision: answer.decision, ...(answer.comment === undefined ? {} : { comment: answer.comment }) };
}

/** Not past the end of a question: what nobody has decided yet is asked first, unless silence is the answer. */
function timeMayPass({ active }: RunState, request: TryRequest): boolean {
  const dues = Object.values(active).flatMap(({ dueAt, approvalId, signal, nodeId, visit, body }) => [
    ...(dueAt === undefined
      ? []
      : [{ dueAt, isOpen: (approvalId ?? signal) !== undefined && !isSilent(request, nodeId, visit) }]),
    ...(body?.retrying ?? []).map((item) => ({ dueAt: item.dueAt, isOpen: false })),
  ]);
  const [next] = dues.toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  return next !== undefined && !next.isOpen;
}

const isSilent = (request: TryRequest, nodeId: string, visit: number): boolean =>
  answerFor(request, nodeId, visit)?.type === "silence";
