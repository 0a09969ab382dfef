/**
 * Preloaded into a worker: its clock is wrong by `OMNILINK_CHAOS_SKEW_MS`, and jumps back an hour at SIGUSR2. Only `Date`
 * is wrong; the monotonic clock and the database's are right.
 */
const RealDate = Date;
let skewMs = Number(process.env["OMNILINK_CHAOS_SKEW_MS"] ?? 0);

process.on("SIGUSR2", () => {
  skewMs -= 3_600_000;
});

class WrongDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [WrongDate.now()] : given) as [number]));
  }

  static override now(): number {
    return RealDate.now() + skewMs;
  }
}

globalThis.Date = WrongDate as DateConstructor;
