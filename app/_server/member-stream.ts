import "server-only";
import { TRPCError } from "@trpc/server";
import { signedOut } from "./errors-to-trpc.ts";
import type { Context } from "./trpc.ts";
import type { Membership } from "#engine/index.ts";
import { watchMembership } from "./watch-membership.ts";

/** Streams held open at once in this process. Nobody sees more pages than that; a program that leaks them holds up nobody else. */
export const STREAMS_AT_MOST = { ofPerson: 100, ofOrganization: 500 } as const;

interface StreamContext extends Context {
  readonly me: Membership;
}

const open = new Map<string, number>();

/**
 * What `follow` gives, for as long as the person belongs to the organization and the page is there.
 *
 * @throws TRPCError `TOO_MANY_REQUESTS`, `UNAUTHORIZED` when the membership ends.
 */
export async function* memberStream<News>(
  { engine, me }: StreamContext,
  signal: AbortSignal | undefined,
  follow: (until: AbortSignal) => AsyncIterable<News>,
): AsyncGenerator<News, void> {
  const leave = enter(me);
  const membership = watchMembership(engine.people.membership, me);
  try {
    yield* follow(AbortSignal.any([membership.gone, ...(signal ? [signal] : [])]));
    if (membership.gone.aborted) throw signedOut();
  } finally {
    membership.stop();
    leave();
  }
}

function enter({ userId, orgId }: Membership): () => void {
  const keys = [`person ${userId}`, `organization ${orgId}`] as const;
  if (openOf(keys[0]) >= STREAMS_AT_MOST.ofPerson) throw tooMany("You have", STREAMS_AT_MOST.ofPerson);
  if (openOf(keys[1]) >= STREAMS_AT_MOST.ofOrganization) throw tooMany("Your organization has", STREAMS_AT_MOST.ofOrganization);
  for (const key of keys) open.set(key, openOf(key) + 1);
  return () => keys.forEach(release);
}

const openOf = (key: string): number => open.get(key) ?? 0;

function release(key: string): void {
  const left = openOf(key) - 1;
  if (left > 0) open.set(key, left);
  else open.delete(key);
}

const tooMany = (who: string, most: number): TRPCError =>
  new TRPCError({ code: "TOO_MANY_REQUESTS", message: `${who} ${most} live pages open, which is the most. Close some of them.` });
