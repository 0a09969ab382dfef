/** What one backfill comes to at most, whoever asks for it: a longer range takes several, each looked at before it is started. */
export const BACKFILL_LIMITS = { occurrences: 1_000, perSecond: 50 } as const;
