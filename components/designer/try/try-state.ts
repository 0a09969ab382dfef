import { staleResults, type ResultBasis, type Staleness } from "#engine/core/edit/staleness.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type {
  Outcome,
  PastRun,
  TriedNode,
  TryAnswer,
  TryProblem,
  TryRequest,
  TryResult,
  TryScope,
} from "#engine/runtime/tries.ts";
import { emptyRunView, type RunView } from "#components/shared/run-view/run-view.ts";

/** The last result of a node, and what it was worked out from. */
export interface NodeResult extends ResultBasis {
  readonly tried: TriedNode;
}

/** The try that is shown: what was asked for, and how far it is. */
export interface CurrentTry {
  readonly scope: TryScope;
  /** As it was when the try began. */
  readonly draft: FlowDraft;
  readonly input: JsonValue;
  readonly startedAtMs: number;
  readonly view: RunView;
  readonly isRunning: boolean;
  readonly result?: TryResult;
  /** What keeps the draft from being tried so. */
  readonly refused?: readonly TryProblem[];
  /** Why there is no answer of the server, in words. */
  readonly trouble?: string;
}

/**
 * What the designer knows from tries. Results are kept per node, from whichever try they are, together with the draft of
 * then: so each can say by itself whether it still holds. Nothing of this is saved with the flow but the samples.
 */
export interface TryData {
  /** The input as text, once somebody has changed it; else it follows the draft. */
  readonly text: string | undefined;
  readonly trigger: string | undefined;
  /** Whose variables and connections it takes. */
  readonly environment: string;
  readonly current: CurrentTry | undefined;
  readonly results: Readonly<Record<string, NodeResult>>;
  readonly stale: Readonly<Record<string, Staleness>>;
  /** Given by the person; they stand for these nodes until they are forgotten. */
  readonly answers: Readonly<Record<string, readonly TryAnswer[]>>;
  /** Nodes that may really call out: a yes for this try and the ones that go on from it. */
  readonly allowed: readonly string[];
  /** What was really called in this try: not to be called again when it goes on. */
  readonly called: Readonly<Record<string, readonly Outcome[]>>;
  /** Counts the tries of this window. */
  readonly turn: number;
}

export const noTries: TryData = {
  text: undefined,
  trigger: undefined,
  environment: PRODUCTION,
  current: undefined,
  results: {},
  stale: {},
  answers: {},
  allowed: [],
  called: {},
  turn: 0,
};

type ClientRequest = Omit<TryRequest, "orgId" | "by">;

/** A try begins with what is known and still holds; one that goes on takes along what it has called. */
export function requestFor(data: TryData, current: CurrentTry): ClientRequest {
  const { answers, called, allowed, results, stale, trigger, environment } = data;
  const { scope, draft, input } = current;
  const holding = Object.entries(results).filter(([id, { tried }]) => tried.state === "done" && !stale[id]);
  return {
    document: draft.document,
    samples: draft.samples,
    ...(draft.layout.disabled ? { disabled: draft.layout.disabled } : {}),
    scope,
    environment,
    input,
    ...(trigger === undefined || !draft.document.nodes.some(({ id }) => id === trigger) ? {} : { trigger }),
    ...(scope.type === "flow" ? {} : { known: Object.fromEntries(holding.map(([id, { tried }]) => [id, tried.output ?? null])) }),
    answers: { ...answers, ...called },
    allowReal: allowed,
  };
}

export function beginTry(data: TryData, scope: TryScope, draft: FlowDraft, input: JsonValue, nowMs: number): TryData {
  const current: CurrentTry = { scope, draft, input, startedAtMs: nowMs, view: emptyRunView, isRunning: true };
  return { ...data, current, turn: data.turn + 1 };
}

/** Takes over what a try gave. What it only read from earlier results stays as old as it is. */
export function finishTry(data: TryData, result: TryResult): TryData {
  const { current, turn } = data;
  if (!current) return data;
  const { draft, input } = current;
  const known = new Set(draft.document.nodes.map(({ id }) => id));
  const results = { ...data.results };
  const called = { ...data.called };
  for (const [id, tried] of Object.entries(result.nodes)) {
    if (!known.has(id) || tried.from === "known") continue;
    if (tried.from === "called") called[id] = tried.outcomes;
    if (tried.state === "asked") continue;
    const before = results[id];
    const isSame = before?.tried.state === tried.state && jsonEqual(before.tried.output ?? null, tried.output ?? null);
    results[id] = { tried, draft, input, turn, since: isSame ? before.since : turn };
  }
  return withStaleness({ ...data, results, called, current: { ...current, isRunning: false, result } }, draft, input);
}

/** Says anew which results still hold; the same object when nothing came out differently. */
export function withStaleness(data: TryData, draft: FlowDraft, input: JsonValue): TryData {
  const stale = staleResults(data.results, draft, input);
  return jsonEqual(stale as never, data.stale as never) ? data : { ...data, stale };
}

/** A run of production, as what a try begins from: its input, and what the outside and people answered in it. */
export interface FromPastRun {
  readonly text: string;
  readonly trigger: string;
  /** To be pinned. */
  readonly samples: Readonly<Record<string, JsonValue>>;
  /** Where a node was come to several times. */
  readonly answers: Readonly<Record<string, readonly TryAnswer[]>>;
}

export function fromPastRun({ input, trigger, nodes }: PastRun, isOutside: (nodeId: string) => boolean): FromPastRun {
  const outside = Object.entries(nodes).filter(([id]) => isOutside(id));
  const once = outside.filter(([, { visits, state, output }]) => visits === 1 && state === "done" && output !== undefined);
  const rest = outside.filter((entry) => !once.includes(entry));
  return {
    text: JSON.stringify(input, null, 2),
    trigger,
    samples: Object.fromEntries(once.map(([id, { output }]) => [id, output!])),
    answers: Object.fromEntries(rest.map(([id, { outcomes }]) => [id, outcomes])),
  };
}
