import { InvalidArgumentError, type Command } from "commander";
import { createPool } from "../../postgres/pool.ts";
import { deleteExpiredRuns, isRetentionPeriod, type RetentionReport } from "../../postgres/retention.ts";
import { CommandStop } from "../command-stop.ts";
import { withDatabase } from "../engine-session.ts";
import { colors, printJson, say } from "../terminal.ts";

interface RetainOptions {
  readonly olderThan: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addRetain(program: Command): void {
  program
    .command("retain")
    .description("delete runs that ended long ago, with all that belongs to them")
    .requiredOption("--older-than <period>", "runs that ended longer ago than this, such as P90D, P6M or P2Y", parsePeriod)
    .option("--dry-run", "only say what would be deleted")
    .option("--json", "print { before, runs, events, dropped, kept }")
    .action(retain);
}

async function retain({ olderThan, dryRun = false, json = false }: RetainOptions): Promise<void> {
  const report = await withDatabase(async (url) => {
    const pool = createPool({ url, name: "omnilink-retain", max: 2 });
    try {
      return await deleteExpiredRuns(pool, { olderThan, dryRun });
    } finally {
      await pool.end();
    }
  });
  if (!report)
    throw new CommandStop("Another process is deleting old runs now.", "Wait for it, or look at the log of your workers.");
  if (json) return printJson(report);
  sayReport(report, dryRun);
}

function sayReport({ before, runs, events, dropped, kept }: RetentionReport, dryRun: boolean): void {
  const delivered = `${events} ${events === 1 ? "event" : "events"} that had been delivered by then`;
  const count = `${runs} ${runs === 1 ? "run" : "runs"} that ended before ${before}, and ${delivered}`;
  say(dryRun ? `Would delete ${count}.` : `${colors.green("✓")} Deleted ${count}.`);
  if (dropped.length > 0) say(`${dryRun ? "Would drop" : "Dropped"} ${dropped.join(", ")}.`);
  if (kept.length > 0)
    say(colors.dim(`Kept ${kept.join(", ")}: runs of those months are open, ended late or have an open incident.`));
}

function parsePeriod(text: string): string {
  if (!isRetentionPeriod(text))
    throw new InvalidArgumentError("It must be a period of days, weeks, months or years, such as P90D.");
  return text;
}
