/**
 * A gateway process: `/hooks` and `/health` without the pages, for machines that only take deliveries. Environment: PORT,
 * HOST, DATABASE_URL.
 */
import { openEngine } from "../index.ts";
import { openExpressionJail } from "../hub/jail/process-jail.ts";
import { endOnFailure, onStop, reportReady } from "./child-protocol.ts";
import { HttpServer } from "./http-server.ts";
import { openGateway } from "./open-gateway.ts";
import { chosenPort } from "./port.ts";

endOnFailure();
openExpressionJail();

const databaseUrl = process.env["DATABASE_URL"];
if (databaseUrl === undefined) throw new Error("DATABASE_URL is not set: a gateway needs the database of its engine.");
const engine = await openEngine({ databaseUrl });
const gateway = await openGateway(engine);
const server = new HttpServer({
  request: (request, response) => gateway.routing(request, response),
  upgrade: (_request, socket) => socket.destroy(),
});

onStop(async () => {
  await server.stop();
  await gateway.close();
  await engine.close();
});
await server.listen(chosenPort(process.env["PORT"]), process.env["HOST"] ?? "127.0.0.1");
reportReady();
