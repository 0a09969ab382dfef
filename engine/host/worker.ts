/**
 * A worker process. Environment: DATABASE_URL, OMNILINK_CONNECTIONS, OMNILINK_DEMO_URL, OMNILINK_EGRESS_ALLOW,
 * OMNILINK_CONCURRENCY, OMNILINK_RETENTION, OMNILINK_URL, OMNILINK_APPROVAL_MAIL, OMNILINK_APPROVAL_CHAT;
 * OTEL_EXPORTER_OTLP_ENDPOINT and the other variables of docs/tracing.md.
 */
import { openExpressionJail } from "../hub/jail/process-jail.ts";
import { endOnFailure, onStop, reportReady } from "./child-protocol.ts";
import { START_ANEW_EXIT_CODE } from "./exit-codes.ts";
import { openOutside } from "./outside.ts";
import { startWorker } from "./start-worker.ts";

endOnFailure();
openExpressionJail();

const STOP_GRACE_MS = 3_000;

const databaseUrl = process.env["DATABASE_URL"];
if (databaseUrl === undefined) throw new Error("DATABASE_URL is not set: a worker needs a Postgres to work on.");
const concurrency = Number(process.env["OMNILINK_CONCURRENCY"] ?? Number.NaN);

const worker = await startWorker({
  databaseUrl,
  outside: await openOutside(),
  ...(Number.isInteger(concurrency) && concurrency > 0 ? { concurrency } : {}),
  log: (line) => process.stderr.write(`${line}\n`),
  onEnd: (reason) => {
    process.stderr.write(`This process ends and its runs go to another: ${reason}.\n`);
    process.exit(START_ANEW_EXIT_CODE);
  },
});
onStop(() => worker.stop(STOP_GRACE_MS));
reportReady();
