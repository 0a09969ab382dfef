import { connect, isIP, type Socket } from "node:net";
import { MailError, type OutgoingMail } from "../../nodes/mail-sender.ts";
import { isPublicAddress } from "../egress/address-rules.ts";
import { AddressRefused, guardedLookup } from "../egress/guarded-lookup.ts";

/** Ports that a public mail server may be reached on; others belong on the operator's allow-list. */
const MAIL_PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525]);
const CONNECT_MS = 5_000;

export interface MailDoor {
  /** `host:port` that may be reached although it is private or uses an unusual port. */
  readonly allow: ReadonlySet<string>;
  /** Resolver of names; the system's by default. */
  readonly resolve?: Parameters<typeof guardedLookup>[0];
}

export const serverName = ({ host, port }: OutgoingMail["server"]): string => `${host}:${port}`;

/** A connection to the mail server, under the rules that all outgoing calls obey: see `address-rules.ts`. */
export function openMailSocket({ allow, resolve }: MailDoor, mail: OutgoingMail): Promise<Socket> {
  const { server, allowPrivate, signal } = mail;
  const trusted = allowPrivate || allow.has(serverName(server).toLowerCase());
  if (!trusted) checkServer(server);
  return new Promise((done, fail) => {
    const socket = connect({ host: server.host, port: server.port, ...(trusted ? {} : { lookup: guardedLookup(resolve) }) });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error(`did not accept a connection within ${CONNECT_MS / 1_000} s`)));
    signal.addEventListener("abort", () => socket.destroy(), { once: true });
    socket.once("error", (error) => fail(describe(error, server)));
    socket.once("close", () => fail(new MailError("mail/unavailable", `${serverName(server)} was given up: its time was over.`)));
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeAllListeners("error").removeAllListeners("close");
      done(socket);
    });
  });
}

function checkServer(server: OutgoingMail["server"]): void {
  const refuse = (why: string): never => {
    throw new MailError("mail/blocked", `${why}; an operator can allow ${serverName(server)}.`);
  };
  // The resolver is never asked about a literal address, so this is its only check.
  if (isIP(server.host) !== 0 && !isPublicAddress(server.host)) refuse(`${server.host} is not a public address`);
  if (!MAIL_PORTS.has(server.port)) refuse(`port ${server.port} is not one of a mail server`);
}

const TROUBLE: Readonly<Record<string, string>> = {
  ENOTFOUND: "is not known: check the host of the connection",
  EAI_AGAIN: "cannot be looked up right now",
  ECONNREFUSED: "refuses connections: check host and port of the connection, and that the server is running",
};

function describe(error: NodeJS.ErrnoException, server: OutgoingMail["server"]): MailError {
  if (error instanceof AddressRefused)
    return new MailError("mail/blocked", `${error.message}; an operator can allow ${serverName(server)}.`);
  return new MailError("mail/unavailable", `${serverName(server)} ${TROUBLE[error.code ?? ""] ?? error.message}.`);
}
