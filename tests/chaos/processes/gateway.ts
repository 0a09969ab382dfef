/** The gateway alone, as the web process serves it, without the pages. Environment: DATABASE_URL, PORT. Tells its port when it listens. */
import { openGateway } from "#engine/host/open-gateway.ts";
import { openEngine } from "#engine/index.ts";

const engine = await openEngine();
const gateway = await openGateway(engine);
await gateway.listen({ port: Number(process.env["PORT"] ?? 0), host: "127.0.0.1" });
process.send?.("ready");
process.on("disconnect", () => process.exit());
