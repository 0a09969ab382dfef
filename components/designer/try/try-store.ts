import { createStore, type StoreApi } from "zustand/vanilla";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { parseJson, type JsonValue } from "#engine/core/json.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { TryAnswer, TryMessage, TryRequest, TryScope } from "#engine/runtime/tries.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { readFlowShape, type FlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { inputText } from "./try-input-text.ts";
import { beginTry, finishTry, noTries, requestFor, withStaleness, type FromPastRun, type TryData } from "./try-state.ts";

export interface TryActions {
  /** Begins a new try; one under way is canceled. Does nothing while the input is no JSON. */
  readonly run: (scope: TryScope) => void;
  /** The same again, with the answers given meanwhile, and without calling again what was called. */
  readonly goOn: () => void;
  readonly cancel: () => void;
  readonly answer: (nodeId: string, answer: TryAnswer) => void;
  /** Lets a node really call out, in this try and in those that go on from it. */
  readonly allow: (nodeId: string) => void;
  readonly forgetAnswers: (nodeId?: string) => void;
  readonly setText: (text: string | undefined) => void;
  readonly setTrigger: (trigger: string | undefined) => void;
  /** What was tried elsewhere says nothing here: it is forgotten. */
  readonly setEnvironment: (environment: string) => void;
  readonly load: (past: FromPastRun) => void;
  /** The draft has changed: results may no longer hold. */
  readonly compare: () => void;
}

export type TryState = TryData & TryActions;
export type TryStore = StoreApi<TryState>;

export interface TryStorePorts {
  readonly draft: () => FlowDraft;
  readonly stream: (request: Omit<TryRequest, "orgId" | "by">, signal: AbortSignal) => Promise<AsyncIterable<TryMessage>>;
  readonly nowMs: () => number;
  /** What to tell a person of an error that is none of the try's own. */
  readonly explain: (error: unknown) => string;
}

export function createTryStore(ports: TryStorePorts): TryStore {
  let running: AbortController | undefined;
  return createStore<TryState>()((set, get) => {
    const begin = (scope: TryScope): void => {
      const input = readInput(get(), ports.draft());
      if (input === undefined) return;
      running?.abort();
      const mine = (running = new AbortController());
      set((data) => beginTry(data, scope, ports.draft(), input, ports.nowMs()));
      void follow(mine.signal).finally(() => {
        if (running === mine) running = undefined;
      });
    };
    const follow = async (signal: AbortSignal): Promise<void> => {
      const { current } = get();
      if (!current) return;
      const shape = readFlowShape(current.draft.document, nodeDefinitions);
      try {
        for await (const message of await ports.stream(requestFor(get(), current), signal)) {
          if (signal.aborted) return;
          set((data) => take(data, message, shape, ports.draft()));
        }
      } catch (error) {
        if (!signal.aborted) set((data) => stop(data, { trouble: ports.explain(error) }));
      }
    };
    return {
      ...noTries,
      run: (scope) => {
        set({ allowed: [], called: {} });
        begin(scope);
      },
      goOn: () => {
        const { current } = get();
        if (current) begin(current.scope);
      },
      cancel: () => {
        running?.abort();
        set((data) => stop(data, { trouble: "You canceled this try." }));
      },
      answer: (nodeId, answer) => set(({ answers }) => ({ answers: { ...answers, [nodeId]: [answer] } })),
      allow: (nodeId) =>
        set(({ allowed, called }) => ({ allowed: [...new Set([...allowed, nodeId])], called: without(called, nodeId) })),
      forgetAnswers: (nodeId) => set(({ answers }) => ({ answers: nodeId === undefined ? {} : without(answers, nodeId) })),
      setText: (text) => set((data) => compared({ ...data, text }, ports.draft())),
      setTrigger: (trigger) => set({ trigger }),
      setEnvironment: (environment) => {
        running?.abort();
        set({ environment, current: undefined, results: {}, stale: {}, called: {} });
      },
      load: ({ text, trigger, answers }) => set((data) => ({ text, trigger, answers: { ...data.answers, ...answers } })),
      compare: () => {
        const data = get();
        const next = compared(data, ports.draft());
        if (next !== data) set(next);
      },
    };
  });
}

/** The input that the next try begins with; `undefined` while its text is no JSON. */
export function readInput(data: Pick<TryData, "text" | "trigger">, draft: FlowDraft): JsonValue | undefined {
  const text = inputText(data, draft);
  return syntaxProblem(text) === undefined ? parseJson(text) : undefined;
}

function compared<Data extends TryData>(data: Data, draft: FlowDraft): Data {
  const input = readInput(data, draft);
  return input === undefined ? data : (withStaleness(data, draft, input) as Data);
}

function take(data: TryData, message: TryMessage, shape: FlowShape, draft: FlowDraft): TryData {
  if (message.type === "events") return withEvents(data, message.events, shape);
  if (message.type === "refused") return stop(data, { refused: message.problems });
  return compared(finishTry(data, message.result), draft);
}

function withEvents(data: TryData, events: readonly RunEvent[], shape: FlowShape): TryData {
  const { current } = data;
  return current ? { ...data, current: { ...current, view: foldRun(current.view, events, shape) } } : data;
}

const stop = (data: TryData, why: Partial<NonNullable<TryData["current"]>>): TryData =>
  data.current?.isRunning ? { ...data, current: { ...data.current, ...why, isRunning: false } } : data;

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
