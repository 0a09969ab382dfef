/**
 * Fair share between flows and organizations: a flood of starts must not make the starts of others wait.
 *
 * Each process that creates runs keeps a leaky bucket per flow and per organization. A start that finds room in both is of
 * level 0. Above that, a start gets the level of the fuller bucket: the more a flow has lately asked for beyond its share,
 * the later its next runs come. Workers take level 0 from a queue with slots of its own, and the others from a second
 * queue, lowest level first. So a flood waits behind everybody who stays within the share, and two floods take turns. Where
 * nothing else is to be done, all slots work for whoever asks, at full speed.
 */
export interface FairShare {
  /** 0 for a start within its share, else up to 1,000, rising with the excess. */
  levelOf(start: { readonly orgId: string; readonly flowVersionId: string }): number;
}

/** Starts a flow may make at once, and per second from then on. An organization has four times that over all its flows. */
const BURST = 200;
const PER_SECOND = 100;
const FLOWS_PER_ORGANIZATION = 4;
const STARTS_PER_LEVEL = 50;
const MAX_LEVEL = 1_000;
/** Buckets of flows that rest are forgotten. */
const MAX_BUCKETS = 2_000;

interface Bucket {
  starts: number;
  atMs: number;
}

export function createFairShare(clock: { monotonicMs(): number }): FairShare {
  const buckets = new Map<string, Bucket>();

  function excess(key: string, shares: number): number {
    const nowMs = clock.monotonicMs();
    const bucket = buckets.get(key) ?? newBucket(buckets, key, nowMs);
    bucket.starts = Math.max(0, bucket.starts - ((nowMs - bucket.atMs) / 1_000) * PER_SECOND * shares) + 1;
    bucket.atMs = nowMs;
    return bucket.starts / shares - BURST;
  }

  return {
    levelOf: ({ orgId, flowVersionId }) => {
      const most = Math.max(excess(flowVersionId, 1), excess(orgId, FLOWS_PER_ORGANIZATION));
      return most <= 0 ? 0 : Math.min(MAX_LEVEL, 1 + Math.floor(most / STARTS_PER_LEVEL));
    },
  };
}

function newBucket(buckets: Map<string, Bucket>, key: string, atMs: number): Bucket {
  if (buckets.size >= MAX_BUCKETS) for (const oldest of [...buckets.keys()].slice(0, MAX_BUCKETS / 2)) buckets.delete(oldest);
  const bucket = { starts: 0, atMs };
  buckets.set(key, bucket);
  return bucket;
}
