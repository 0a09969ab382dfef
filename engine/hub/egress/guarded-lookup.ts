import { lookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./address-rules.ts";

/** Marks a refusal among the errors that come back through a socket. */
export class AddressRefused extends Error {
  constructor(hostname: string) {
    super(`${hostname} leads to an address that is not public`);
    this.name = "AddressRefused";
  }
}

type Resolve = (hostname: string, options: { all: true }, done: (error: Error | null, found: LookupAddress[]) => void) => void;

/**
 * Resolves a name for a connection that is about to be made and refuses it when any of its addresses is not public. The
 * socket connects to the very addresses that were checked, so a name that changes between check and use gains nothing.
 */
export function guardedLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 4);
      const [first] = found;
      if (first === undefined || !found.every(({ address }) => isPublicAddress(address)))
        return done(new AddressRefused(hostname), "", 4);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}
