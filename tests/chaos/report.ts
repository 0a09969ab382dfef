import type { MachineFigures } from "./rig/machine-floor.ts";
import type { RecoveryFigures } from "./rig/recovery.ts";

/** What a test saw; a line of the results file. */
export interface ChaosReport {
  readonly test: string;
  readonly title: string;
  readonly seed: number;
  readonly seconds: number;
  readonly kills?: number;
  readonly runs?: number;
  /** Accepted by the sink, once per key. */
  readonly effects?: number;
  /** Calls the sink answered from memory or refused to repeat: same key, no second effect. */
  readonly repeats?: number;
  readonly recoveryMs?: RecoveryFigures;
  /** The longest that a run with something to do stood still. */
  readonly worstIdleMs?: number;
  readonly runsPerSecond?: number;
  /** That the server met and ended, as far as it has told by then. */
  readonly deadlocks?: number;
  readonly machine?: MachineFigures;
  /** What only this test measures. */
  readonly figures?: Readonly<Record<string, number | string>>;
  /** Empty: passed. */
  readonly problems: readonly string[];
  /** Why it could not run here; then it counts neither as passed nor as failed. */
  readonly skipped?: string;
}

export const verdict = ({ problems, skipped }: ChaosReport): "passed" | "failed" | "skipped" =>
  problems.length > 0 ? "failed" : skipped === undefined ? "passed" : "skipped";

/** A few lines for people. */
export function describeReport(report: ChaosReport): string {
  const { test, title, seed, seconds, problems, skipped, recoveryMs, machine, figures = {} } = report;
  const counts = (["kills", "runs", "effects", "repeats", "runsPerSecond", "worstIdleMs", "deadlocks"] as const).flatMap(
    (name) => (report[name] === undefined ? [] : [`${name} ${report[name]}`]),
  );
  const lines = [
    `${test} ${title}: ${verdict(report)}${skipped === undefined ? "" : `, ${skipped}`}`,
    `   seed ${seed}, ${seconds.toFixed(1)} s${counts.map((text) => `, ${text}`).join("")}`,
  ];
  if (recoveryMs && recoveryMs.count > 0) {
    const { count, p50, p95, max } = recoveryMs;
    lines.push(`   kill to next event of the same run: p50 ${p50} ms, p95 ${p95} ms, max ${max} ms (${count} runs)`);
  }
  if (machine) {
    const { slowestSyncMs, longestPauseMs } = machine;
    lines.push(
      `   the machine itself: a sync of the disk took at most ${slowestSyncMs} ms, this process had no turn for ${longestPauseMs} ms`,
    );
  }
  const measured = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  if (measured.length > 0) lines.push(`   ${measured.join(", ")}`);
  return [...lines, ...problems.map((problem) => `   ✗ ${problem}`)].join("\n");
}
