import { join } from "node:path";
import { endOnFailure, onStop, reportReady } from "../host/child-protocol.ts";
import { startDemoSystem } from "./start-demo-system.ts";

endOnFailure();

/** Runs the demo system as a process of its own. `PORT` (default 4100), `MAIL_PORT` (any free) and `OMNILINK_DATA` (default `.data`). */
const port = Number(process.env["PORT"] ?? 4100);
const dataDir = join(process.env["OMNILINK_DATA"] ?? ".data", "demo");

const mailPort = Number(process.env["MAIL_PORT"] ?? 0);

const demo = await startDemoSystem({ port, mailPort, dataDir }).catch((error: Error) => {
  process.stderr.write(`The demo system cannot start on port ${port}: ${error.message}\n`);
  process.exit(1);
});
process.stdout.write(`Demo system: ${demo.url}, mail on ${demo.mailServer}\n`);

onStop(() => demo.close());
reportReady();
