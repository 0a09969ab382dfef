import type { JsonValue } from "../core/json.ts";

/**
 * What takes the place of the outside world for one node. Of a list, each call gets the next one, and the last stands for
 * all further calls; a function is asked at each call.
 */
export type Mock = Reply | readonly [Reply, ...Reply[]] | ((call: RecordedCall) => Reply) | Decision | Message | Outcome;

/** By node id. */
export type Mocks = Readonly<Record<string, Mock>>;

export type SingleMock = Reply | Decision | Message | Outcome;

/** What is said about a node as a whole, unlike the replies to its calls one by one. */
export function singleMock(mocks: Mocks, nodeId: string): SingleMock | undefined {
  const mock = Object.hasOwn(mocks, nodeId) ? mocks[nodeId] : undefined;
  return mock === undefined || typeof mock === "function" || isList(mock) ? undefined : mock;
}

/** The reply to the n-th call of a node, counted from 0. */
export function replyTo(mocks: Mocks, call: RecordedCall, nth: number): Reply | undefined {
  const mock = Object.hasOwn(mocks, call.nodeId) ? mocks[call.nodeId] : undefined;
  if (typeof mock === "function") return mock(call);
  if (mock !== undefined && isList(mock)) return mock[Math.min(nth, mock.length - 1)];
  return mock?.type === "reply" || mock?.type === "noAnswer" ? mock : undefined;
}

const isList = (mock: SingleMock | readonly [Reply, ...Reply[]]): mock is readonly [Reply, ...Reply[]] => Array.isArray(mock);

/** What the system that a node calls answers. */
export type Reply =
  | {
      readonly type: "reply";
      readonly status: number;
      readonly body: JsonValue;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly type: "noAnswer"; readonly because: "network" | "timeout" };

/** What people do with an approval or a form. */
export type Decision =
  | { readonly type: "approved" | "rejected"; readonly comment?: string }
  | { readonly type: "answered"; readonly answer: JsonValue }
  | { readonly type: "nobody" };

/** The signal that a waiting node gets. */
export interface Message {
  readonly type: "message";
  readonly payload: JsonValue;
}

/** What a node gives without doing what it does. */
export type Outcome =
  | { readonly type: "output"; readonly output: JsonValue; readonly port?: string }
  | { readonly type: "failure"; readonly code: string; readonly message: string; readonly retryable: boolean };

/** A call, a mail or an event as it left the flow. */
export interface RecordedCall {
  readonly nodeId: string;
  /** `POST https://payments.test/charges`, `mail` or `event`. */
  readonly what: string;
  /** The body of a request as JSON where it is JSON; of mail its recipients, subject and text; of an event its data. */
  readonly body: JsonValue;
  /** The same for every attempt of one step: by it, receivers know a repeat. */
  readonly idempotencyKey: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer: 200 with this body, unless it says otherwise. */
export const reply = (
  body: JsonValue = {},
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply => ({ type: "reply", status, body, headers });

/** `network`: nothing arrived, and that is certain. `timeout`: it may have arrived; the answer did not. */
export const noAnswer = (because: "network" | "timeout"): Reply => ({ type: "noAnswer", because });

export const approve = (comment?: string): Decision => ({ type: "approved", ...(comment === undefined ? {} : { comment }) });
export const reject = (comment?: string): Decision => ({ type: "rejected", ...(comment === undefined ? {} : { comment }) });
/** Somebody fills in the form. */
export const fill = (answer: JsonValue): Decision => ({ type: "answered", answer });
/** Time passes and nobody decides. Without any mock, the run rests where people are asked. */
export const nobody = (): Decision => ({ type: "nobody" });

export const message = (payload: JsonValue = null): Message => ({ type: "message", payload });

/** The node gives this and leaves by this port, whatever its config says: for what a test is not about. */
export const output = (value: JsonValue, port?: string): Outcome => ({
  type: "output",
  output: value,
  ...(port === undefined ? {} : { port }),
});

/** The node fails with this code; with `retryable`, its retry policy is tried first. */
export const failure = (code: string, { retryable = false }: { readonly retryable?: boolean } = {}): Outcome => ({
  type: "failure",
  code,
  message: "As the test says.",
  retryable,
});
