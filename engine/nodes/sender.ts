/**
 * How steps reach the outside world. The sender is handed in by the composition root, so that every call of the
 * product leaves through the same guarded door (`engine/hub/egress`), and so that scenarios can answer in its place.
 */
export type Send = (request: OutgoingRequest) => Promise<IncomingAnswer>;

export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The same for every attempt of one step. */
  readonly idempotencyKey?: string;
  /** The operator vouches for this address, also when it is private. */
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  /** Called when anything of the answer arrives. */
  readonly onProgress?: () => void;
  /** The node that calls. */
  readonly nodeId?: string;
}

export interface IncomingAnswer {
  readonly status: number;
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded, as UTF-8. */
  readonly body: string;
}

export type SendErrorCode = "http/blocked" | "http/network" | "http/timeout" | "http/response-too-large" | "http/invalid-request";

/**
 * Why there is no answer. `sent` is false when the receiver certainly saw nothing of the request; `answer` is there when it
 * began to answer, and what came behind that could not be read.
 */
export class SendError extends Error {
  readonly code: SendErrorCode;
  readonly sent: boolean;
  readonly answer: Omit<IncomingAnswer, "body"> | undefined;
  constructor(code: SendErrorCode, message: string, sent: boolean, answer?: Omit<IncomingAnswer, "body">) {
    super(message);
    this.name = "SendError";
    this.code = code;
    this.sent = sent;
    this.answer = answer;
  }
}
