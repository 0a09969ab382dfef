import type { FastifyInstance } from "fastify";
import { createGateway } from "../hub/gateway/gateway.ts";
import type { Engine } from "../runtime/engine.ts";

/** The gateway on an engine, ready to be handed requests (`routing`). The caller closes it before the engine. */
export async function openGateway(engine: Engine): Promise<FastifyInstance> {
  const gateway = createGateway({
    findWebhook: (token) => engine.flows.findWebhook(token),
    startRun: (request) => engine.runs.start(request),
    followRun: (orgId, runId, afterSeq, signal) => engine.runs.follow(orgId, runId, afterSeq, signal),
    checkDatabase: () => engine.checkDatabase(),
    log: (line) => void process.stderr.write(`[gateway] ${line}\n`),
  });
  await gateway.ready();
  return gateway;
}
