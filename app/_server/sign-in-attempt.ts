import "server-only";
import { createLoginThrottle } from "./login-throttle.ts";

const MINUTE = 60_000;

interface Attempt {
  readonly email: string;
  readonly password: string;
  /** `X-Forwarded-For` as the web process leaves it: the socket's address, or what the proxies in front have said. */
  readonly forwardedFor: unknown;
}

type Authenticate = (email: string, password: string) => Promise<{ readonly userId: string } | undefined>;

/**
 * Checks passwords, ten tries per account and fifty per address in a quarter of an hour. Throws `throttled:N`, with the
 * minutes to wait, before the password is looked at.
 */
export function createSignIn(authenticate: Authenticate, now: () => number = Date.now) {
  const perAccount = createLoginThrottle(10, 15 * MINUTE);
  const perAddress = createLoginThrottle(50, 15 * MINUTE);
  return async ({ email: typed, password, forwardedFor }: Attempt): Promise<{ readonly id: string } | null> => {
    const email = typed.trim().toLowerCase();
    const address = nearestAddress(forwardedFor);
    const at = now();
    const wait = Math.max(perAccount.waitMs(email, at), perAddress.waitMs(address, at));
    if (wait > 0) throw new Error(`throttled:${Math.ceil(wait / MINUTE)}`);
    perAccount.recordTry(email, at);
    perAddress.recordTry(address, at);
    const person = await authenticate(email, password);
    if (!person) return null;
    perAccount.forget(email);
    perAddress.forgive(address);
    return { id: person.userId };
  };
}

/** The last address of the list is the one our own proxy saw; those before it are what the caller claims. */
function nearestAddress(forwardedFor: unknown): string {
  const last = typeof forwardedFor === "string" ? forwardedFor.split(",").at(-1)?.trim() : undefined;
  return last === undefined || last === "" ? "unknown" : last;
}
