/** Repeats a batch, which says how many things it did, for about `ms` after a warm-up; things per second. */
export async function perSecond(batch: () => Promise<number>, ms = 500): Promise<number> {
  await repeatFor(batch, ms / 4);
  const { count, tookMs } = await repeatFor(batch, ms);
  return Math.round((count / tookMs) * 1_000);
}

async function repeatFor(batch: () => Promise<number>, ms: number): Promise<{ count: number; tookMs: number }> {
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < ms) count += await batch();
  return { count, tookMs: performance.now() - began };
}

/** The value below which `share` of the sorted samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
