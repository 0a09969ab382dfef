/**
 * The web process: one HTTP server on one port. `/v1`, `/hooks` and `/health` go to the gateway, everything else to the
 * pages. Environment: PORT, HOST, DATABASE_URL, NEXTAUTH_SECRET, OMNILINK_TRUST_PROXY.
 */
import { resolve } from "node:path";
import type { IncomingMessage } from "node:http";
import next from "next";
import { openEngine } from "../index.ts";
import { exportFlow } from "../hub/export/export-flow.ts";
import { importApart } from "../hub/import/import-apart.ts";
import { openExpressionJail } from "../hub/jail/process-jail.ts";
import { endOnFailure, onStop, reportReady } from "./child-protocol.ts";
import { HttpServer } from "./http-server.ts";
import { openGateway } from "./open-gateway.ts";
import { keepOneContentType } from "./one-content-type.ts";
import { openOutside } from "./outside.ts";
import { chosenPort } from "./port.ts";
import { offerExport } from "./process-export.ts";
import { offerImport } from "./process-import.ts";
import { offerOutside } from "./process-outside.ts";
import { offerScenarios } from "./process-scenarios.ts";
import { runInstalledScenarios } from "./installed-scenarios.ts";
import { warmUp } from "./warm-up.ts";

endOnFailure();
openExpressionJail();

const root = resolve(import.meta.dirname, "../..");
const host = process.env["HOST"] ?? "127.0.0.1";
const port = chosenPort(process.env["PORT"]);
const databaseUrl = process.env["DATABASE_URL"];
if (databaseUrl === undefined) throw new Error("DATABASE_URL is not set: the web process needs the database of its engine.");
const behindProxy = process.env["OMNILINK_TRUST_PROXY"] === "1";

const forGateway = (url: string): boolean => /^\/(v1|hooks|health)(\/|\?|$)/.test(url);

/** Who calls is what the connection says, unless a proxy in front is trusted to say it: sign-in throttling counts by it. */
function settleClientAddress(request: IncomingMessage): void {
  if (!behindProxy) request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "unknown";
}

// Only tries call out from here, and only when a person lets them.
offerOutside(openOutside);
offerExport(exportFlow);
offerImport(importApart);
offerScenarios(runInstalledScenarios);

const pages = next({ dev: false, dir: root, hostname: host, port });
await pages.prepare();
const showPage = pages.getRequestHandler();
const upgradePage = pages.getUpgradeHandler();
const engine = await openEngine({ databaseUrl });
const gateway = await openGateway(engine);

const server = new HttpServer({
  request: (request, response) => {
    settleClientAddress(request);
    if (forGateway(request.url ?? "/")) return gateway.routing(request, response);
    keepOneContentType(response);
    void showPage(request, response);
  },
  upgrade: (request, socket, head) => void upgradePage(request, socket, head),
});

onStop(async () => {
  await server.stop();
  await gateway.close();
  await engine.close();
});
await server.listen(port, host);
reportReady();
void warmUp(`http://${["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host}:${server.port}`);
