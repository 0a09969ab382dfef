import "server-only";
import type { Membership } from "#engine/index.ts";

/** A person who was taken out of an organization reads its streams for at most this long, and the time of one look. */
const MEMBERSHIP_CHECK_MS = 2_000;

type FindMembership = (userId: string) => Promise<Membership | undefined>;

interface Watched {
  readonly gone: AbortController;
  readonly timer: NodeJS.Timeout;
  streams: number;
}

/** By person and organization: whoever has many streams open is looked up once for all of them. */
const watched = new Map<string, Watched>();

/**
 * An open stream outlives the request that authorized it, so the right to read is looked up again while it lasts. While the
 * database does not answer nothing is known, and nothing is sent either: that ends no stream.
 */
export function watchMembership(
  find: FindMembership,
  me: Pick<Membership, "userId" | "orgId">,
): { readonly gone: AbortSignal; stop(): void } {
  const key = `${me.userId} ${me.orgId}`;
  const watch = watched.get(key) ?? begin(key, find, me);
  watch.streams += 1;
  let isOver = false;
  return {
    gone: watch.gone.signal,
    stop: () => {
      if (isOver) return;
      isOver = true;
      watch.streams -= 1;
      if (watch.streams === 0) end(key, watch);
    },
  };
}

function begin(key: string, find: FindMembership, { userId, orgId }: Pick<Membership, "userId" | "orgId">): Watched {
  const look = async (): Promise<void> => {
    if ((await find(userId))?.orgId === orgId) return;
    end(key, watch);
    watch.gone.abort();
  };
  const timer = setInterval(() => void look().catch(() => {}), MEMBERSHIP_CHECK_MS);
  const watch: Watched = { gone: new AbortController(), timer, streams: 0 };
  watched.set(key, watch);
  return watch;
}

/** Who comes back later is looked up anew. */
function end(key: string, watch: Watched): void {
  clearInterval(watch.timer);
  if (watched.get(key) === watch) watched.delete(key);
}
