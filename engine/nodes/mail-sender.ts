import type { MailServer } from "../runtime/ports.ts";

/**
 * How steps send mail. The sender is handed in by the composition root, like the one for HTTP, so that every mail leaves
 * through the same guarded door and scenarios can take it instead.
 */
export type SendMail = (mail: OutgoingMail) => Promise<MailReceipt>;

export interface OutgoingMail {
  readonly server: MailServer;
  /** The operator vouches for the server's address, also when it is private. */
  readonly allowPrivate: boolean;
  /** The same for every attempt of one step: by it, receivers know a repeat. */
  readonly messageId: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly signal: AbortSignal;
  /** Called at each turn of the talk with the server. */
  readonly onProgress?: () => void;
  /** The node that sends. */
  readonly nodeId?: string;
}

/** What the server said of each address. A mail that it took for nobody is an error. */
export interface MailReceipt {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

export type MailErrorCode = "mail/blocked" | "mail/refused" | "mail/unavailable";

/** Why no mail was taken. Names the server and what to do. `mail/unavailable` may pass; the others do not by themselves. */
export class MailError extends Error {
  readonly code: MailErrorCode;
  constructor(code: MailErrorCode, message: string) {
    super(message);
    this.name = "MailError";
    this.code = code;
  }
}
