import { Agent, request as dial, type Dispatcher } from "undici";
import { mergeHeaders, type Headers } from "../../nodes/merge-headers.ts";
import { SendError, type IncomingAnswer, type OutgoingRequest, type Send } from "../../nodes/sender.ts";
import { checkHeaders, checkUrl } from "./check-request.ts";
import { AddressRefused, guardedLookup } from "./guarded-lookup.ts";
import { ACCEPTED_ENCODINGS, BODY_LIMIT, readBody } from "./read-answer.ts";

/**
 * The one door through which calls leave the product. It decides where a call may go (address-rules), how long it may
 * take and how much it may bring back. Redirects are not followed: an answer of 3xx is an answer.
 *
 * Two pools keep connections apart: one resolves names through the guard, the other is for addresses an operator vouches
 * for. A guarded call can therefore never travel on a connection that was made without the guard.
 */
export interface Egress {
  readonly egress: Send;
  /** Ends idle connections at once and the others when their call is done. */
  close(): Promise<void>;
}

export interface EgressOptions {
  /** Of the product, for the User-Agent. */
  readonly version: string;
  /** `host:port` that may be called although it is private or uses an unusual port. */
  readonly allow?: readonly string[];
  /** Resolver of names; the system's by default. */
  readonly resolve?: Parameters<typeof guardedLookup>[0];
}

const CONNECT_MS = 5_000;
const HEADERS_MS = 10_000;
const BODY_SILENCE_MS = 30_000;
/** To one host at a time; whatever is more waits for a connection. */
export const MOST_CONNECTIONS = 64;
const POOL = {
  headersTimeout: HEADERS_MS,
  bodyTimeout: BODY_SILENCE_MS,
  maxResponseSize: BODY_LIMIT,
  maxHeaderSize: 16 * 1024,
  connections: MOST_CONNECTIONS,
  keepAliveTimeout: 10_000,
};

const createPool = (connect: NonNullable<Agent.Options["connect"]>): Dispatcher =>
  new Agent({ ...POOL, connect }).compose(noting);

export function createEgress({ version, allow = [], resolve }: EgressOptions): Egress {
  const allowed = new Set(allow.map((origin) => origin.toLowerCase()));
  const guarded = createPool({ timeout: CONNECT_MS, lookup: guardedLookup(resolve) });
  const trusting = createPool({ timeout: CONNECT_MS });
  const userAgent = `OmniLink/${version}`;

  const egress: Send = async (request) => {
    const trusted = request.allowPrivate || allowed.has(hostAndPort(request.url));
    checkUrl(request.url, trusted);
    checkHeaders(request);
    return exchange(request, trusted ? trusting : guarded, userAgent);
  };
  return { egress, close: async () => void (await Promise.all([guarded.close(), trusting.close()])) };
}

const hostAndPort = (url: URL): string => `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;

async function exchange(request: OutgoingRequest, dispatcher: Dispatcher, userAgent: string): Promise<IncomingAnswer> {
  const { url, method, headers, body, idempotencyKey, signal, onProgress } = request;
  let isSent = false;
  let begun: SendError["answer"];
  // Last, because a connection that set a key of its own would make all its calls one to the receiver.
  const key: Headers = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
  try {
    const order: Dial = {
      dispatcher,
      onSent: () => (isSent = true),
      method: method as "GET",
      signal,
      // An answer of 1xx, such as 102, says that the receiver is at work.
      ...(onProgress && { onInfo: () => onProgress() }),
      headers: mergeHeaders({ "user-agent": userAgent, "accept-encoding": ACCEPTED_ENCODINGS }, headers, key),
      ...(body === undefined ? {} : { body }),
    };
    const answer = await unlessAborted(dial(url, order), signal);
    onProgress?.();
    begun = { status: answer.statusCode, headers: flatten(answer.headers) };
    return { ...begun, body: await readBody(answer.body, begun.headers["content-encoding"], onProgress) };
  } catch (error) {
    const why = error instanceof SendError ? error : describe(error, url, signal.aborted ? { isSent } : undefined);
    throw begun ? new SendError(why.code, why.message, why.sent, begun) : why;
  }
}

interface Dial extends NonNullable<Parameters<typeof dial>[1]> {
  readonly onSent: () => void;
}

/** Notes when a call goes out on a connection: before that it waits for one, and nobody has seen anything of it. */
const noting: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const begin = handler.onRequestStart?.bind(handler);
  handler.onRequestStart = (controller, context) => {
    if ("onSent" in options && typeof options.onSent === "function") options.onSent();
    begin?.(controller, context);
  };
  return dispatch(options, handler);
};

/** The client hears of an abort only when a call has a connection; whoever waits for the call hears of it at once. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  return Promise.race([work, givenUp]).finally(() => signal.removeEventListener("abort", giveUp));
}

/** A repeated header is one list; cookies are the exception, and nothing here reads them. */
function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  return flat;
}

/** Errors of the socket and of the HTTP client, in the words of a person. */
function describe(error: unknown, url: URL, givenUp: { readonly isSent: boolean } | undefined): SendError {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  if (error instanceof AddressRefused)
    return new SendError("http/blocked", `${error.message}; an operator can allow ${url.host}`, false);
  if (givenUp?.isSent) return new SendError("http/timeout", `no answer from ${url.host} within the time allowed`, true);
  if (givenUp) return new SendError("http/timeout", `no connection to ${url.host} within the time allowed`, false);
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return new SendError("http/response-too-large", `the answer is larger than ${BODY_LIMIT / 1024 / 1024} MB`, true);
  const found = TROUBLE[code];
  if (found) return new SendError(found.code, `${url.host} ${found.what}`, found.sent);
  return new SendError("http/network", `the connection to ${url.host} broke: ${message}`, true);
}

interface Trouble {
  readonly code: "http/network" | "http/timeout";
  readonly what: string;
  readonly sent: boolean;
}

const TROUBLE: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: { code: "http/network", what: "is not known: check the name", sent: false },
  EAI_AGAIN: { code: "http/network", what: "cannot be looked up right now", sent: false },
  ECONNREFUSED: { code: "http/network", what: "refuses connections: is the system running?", sent: false },
  EHOSTUNREACH: { code: "http/network", what: "cannot be reached", sent: false },
  ENETUNREACH: { code: "http/network", what: "cannot be reached", sent: false },
  UND_ERR_CONNECT_TIMEOUT: {
    code: "http/timeout",
    what: `did not accept a connection within ${CONNECT_MS / 1_000} s`,
    sent: false,
  },
  UND_ERR_HEADERS_TIMEOUT: { code: "http/timeout", what: `did not begin to answer within ${HEADERS_MS / 1_000} s`, sent: true },
  UND_ERR_BODY_TIMEOUT: { code: "http/timeout", what: "stopped in the middle of its answer", sent: true },
};
