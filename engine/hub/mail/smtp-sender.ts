import type { SentMessageInfo } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import { MailError, type MailReceipt, type OutgoingMail, type SendMail } from "../../nodes/mail-sender.ts";
import { openMailSocket, serverName, type MailDoor } from "./mail-socket.ts";

const GREETING_MS = 10_000;
const SILENCE_MS = 30_000;

export interface MailSenderOptions extends Omit<MailDoor, "allow"> {
  readonly allow?: readonly string[];
}

/** Sends mail over SMTP, one connection per mail. Throws `MailError`. */
export function createMailSender({ allow = [], ...options }: MailSenderOptions = {}): SendMail {
  const door: MailDoor = { allow: new Set(allow.map((origin) => origin.toLowerCase())), ...options };
  return async (mail) => {
    const connection = await openMailSocket(door, mail);
    const giveUp = (): void => void connection.destroy();
    mail.signal.addEventListener("abort", giveUp, { once: true });
    try {
      return receipt(mail, await send({ ...transportOptions(mail), connection }, mail));
    } catch (error) {
      throw describe(error as SmtpError, mail);
    } finally {
      mail.signal.removeEventListener("abort", giveUp);
      connection.destroy();
    }
  };
}

function transportOptions({ server, onProgress }: OutgoingMail): SMTPTransport.Options {
  const { host, port, secure, signIn } = server;
  return {
    host,
    port,
    secure,
    // The certificate is the server's, whatever address its name led to.
    tls: { servername: host },
    // A password is never sent in the clear.
    requireTLS: signIn !== undefined,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(onProgress === undefined ? {} : { debug: true, logger: progressLogger(onProgress) }),
    ...(signIn === undefined ? {} : { auth: { user: signIn.user, pass: signIn.password } }),
  };
}

/** The log of the protocol, of which only that something happened is heard. A socket's own events say nothing under TLS. */
function progressLogger(onProgress: () => void): SMTPTransport.Options["logger"] {
  const hear = (): void => onProgress();
  return { level: () => {}, trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
}

async function send(options: SMTPTransport.Options, mail: OutgoingMail): Promise<SentMessageInfo> {
  const { server, to, cc, subject, text, html, messageId } = mail;
  // Loaded with the first mail: a process that takes over from a dead one does not wait for it.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport(options);
  try {
    return await transport.sendMail({ from: server.from, to: [...to], cc: [...cc], subject, text, html, messageId });
  } finally {
    transport.close();
  }
}

function receipt({ server }: OutgoingMail, { accepted, rejected }: SentMessageInfo): MailReceipt {
  const plain = (list: readonly unknown[]): string[] => list.map((each) => (typeof each === "string" ? each : String(each)));
  const taken = plain(accepted as readonly unknown[]);
  if (taken.length === 0) throw new MailError("mail/refused", `${serverName(server)} took the mail for nobody.`);
  return { accepted: taken, refused: plain(rejected as readonly unknown[]) };
}

interface SmtpError extends Error {
  readonly code?: string;
  /** What the server answered: 4xx may pass, 5xx will not. */
  readonly responseCode?: number;
  readonly response?: string;
}

/** Errors of the protocol in the words of a person. */
function describe(error: SmtpError, { server, signal }: OutgoingMail): MailError {
  if (error instanceof MailError) return error;
  const name = serverName(server);
  const { code, responseCode = 0, response = error.message } = error;
  if (signal.aborted) return new MailError("mail/unavailable", `${name} did not take the mail within the time allowed.`);
  if (responseCode >= 400 && responseCode < 500) return new MailError("mail/unavailable", `${name} is busy: ${response}.`);
  if (code === "EAUTH")
    return new MailError("mail/refused", `${name} refuses the sign-in: check user and password of the connection (${response}).`);
  if (code === "ETLS")
    return new MailError(
      "mail/refused",
      `${name} offers no TLS that can be trusted, and a sign-in is never sent without: ${response}.`,
    );
  if (responseCode >= 500) return new MailError("mail/refused", `${name} refuses the mail: ${response}.`);
  return new MailError("mail/unavailable", `the connection to ${name} broke: ${error.message}.`);
}
