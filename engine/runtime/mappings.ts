import type { LearnedCount, TaughtPair } from "../core/mapping/auto-map/learned-pairs.ts";

/** What an organization's mappings have taught: which fields belong together. Publishing a flow teaches its lines. */
export interface Mappings {
  /** By the key of the pair (`pairKey`); those that changed last, at most 20,000. */
  learned(orgId: string): Promise<Readonly<Record<string, LearnedCount>>>;
  /** Lines that were proposed and are wrong. */
  turnDown(orgId: string, pairs: readonly TaughtPair[]): Promise<void>;
}
