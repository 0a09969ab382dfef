import ipaddr from "ipaddr.js";
import { framingProblem } from "../../nodes/http/request-headers.ts";
import { SendError, type OutgoingRequest } from "../../nodes/sender.ts";
import { isPublicAddress } from "./address-rules.ts";

/** Ports that a public address may be called on; others belong on the operator's allow-list. */
const PUBLIC_PORTS = new Set(["", "80", "443"]);

const refuse = (message: string): never => {
  throw new SendError("http/blocked", message, false);
};

/** The parsed URL is what is dialled, so it is what is checked. `trusted` lifts the rules about where, never those about how. */
export function checkUrl(url: URL, trusted: boolean): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    refuse(`the scheme "${url.protocol}" is not allowed; use http or https`);
  if (url.username !== "" || url.password !== "") refuse("an address must not contain a user or a password; use a connection");
  if (url.hostname === "") refuse("the address has no host");
  if (trusted) return;
  // The resolver is never asked about a literal address, so this is its only check.
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (ipaddr.isValid(literal) && !isPublicAddress(literal)) refuse(`${url.hostname} is not a public address`);
  if (!PUBLIC_PORTS.has(url.port)) refuse(`port ${url.port} is not allowed; an operator can allow ${url.host}`);
}

export function checkHeaders({ headers, idempotencyKey = "" }: OutgoingRequest): void {
  for (const [name, value] of [...Object.entries(headers), ["idempotency-key", idempotencyKey] as const]) {
    const problem = framingProblem(name, value);
    if (problem !== undefined) throw new SendError("http/invalid-request", `the header "${name}" ${problem}`, false);
  }
}
