import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { JsonValue } from "../../core/json.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import { readTraceparent, traceparent } from "../../core/trace/trace-ids.ts";
import type { StartResult, StartRun, WebhookTarget } from "../../runtime/engine.ts";
import { sendProblem } from "./http-problem.ts";
import { acceptJson } from "./json-body.ts";
import { respondToCaller } from "./respond.ts";

/**
 * The door for programs: webhooks start runs, and health says whether this process can serve. A webhook is answered only
 * after its run is stored, so a caller that got 202 may forget the message, and one that got nothing may send it again:
 * the delivery id makes the repeat the same run.
 */
export interface GatewayPorts {
  /** Where a webhook token leads; `undefined` when the token is unknown. */
  findWebhook(token: string): Promise<WebhookTarget | undefined>;
  startRun(request: StartRun): Promise<StartResult>;
  /** Events of a run as they are stored; for callers who wait for more than that their message is. */
  followRun(orgId: string, runId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** Rejects when the database does not answer. */
  checkDatabase(): Promise<void>;
  /** For the operator: why messages were not taken that should have been. */
  log?(line: string): void;
}

/** Of a message, in bytes. */
export const WEBHOOK_BODY_LIMIT = 1024 * 1024;
/** Headers by which senders name a delivery, most specific first. */
const DELIVERY_HEADERS = ["webhook-id", "x-github-delivery", "idempotency-key"] as const;
const DELIVERY_ID = /^[\x21-\x7e]{1,200}$/;

/** Builds the app; the caller owns the HTTP server and hands requests to `app.routing` after `app.ready()`. */
export function createGateway(ports: GatewayPorts): FastifyInstance {
  const app = Fastify({
    bodyLimit: WEBHOOK_BODY_LIMIT,
    routerOptions: { maxParamLength: 200 },
  });
  acceptJson(app);
  app.setErrorHandler<FastifyError>((error, _request, reply) => answerError(ports, error, reply));
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, { status: 404, title: "Not found", detail: "There is nothing at this address." }),
  );
  app.get("/health", async () => ({ status: "live" }));
  app.get("/health/live", async () => ({ status: "live" }));
  app.get("/health/ready", (_request, reply) => answerReady(ports, reply));
  app.all<{ Params: { token: string; "*": string } }>("/hooks/:token/*", (request, reply) =>
    receiveWebhook(ports, request, reply),
  );
  return app;
}

async function answerReady(ports: GatewayPorts, reply: FastifyReply): Promise<FastifyReply> {
  try {
    await ports.checkDatabase();
    return await reply.send({ status: "ready" });
  } catch {
    return sendProblem(reply, { status: 503, title: "Not ready", detail: "The database does not answer." });
  }
}

type WebhookRequest = FastifyRequest<{ Params: { token: string; "*": string } }>;

async function receiveWebhook(ports: GatewayPorts, request: WebhookRequest, reply: FastifyReply): Promise<FastifyReply> {
  const target = await ports.findWebhook(request.params.token);
  if (!target || target.path !== trimSlashes(request.params["*"])) {
    return sendProblem(reply, { status: 404, title: "Unknown webhook", detail: "No flow listens at this address." });
  }
  if (target.method !== request.method) {
    void reply.header("allow", target.method);
    return sendProblem(reply, { status: 405, title: "Wrong method", detail: `This webhook takes ${target.method} requests.` });
  }
  const delivery = deliveryId(request);
  if (delivery === "invalid") {
    return sendProblem(reply, {
      status: 400,
      title: "Invalid delivery id",
      detail: "A delivery id has 1 to 200 visible ASCII characters.",
    });
  }
  const started = await ports.startRun({
    orgId: target.orgId,
    flowId: target.flowId,
    environment: target.environment,
    trigger: target.trigger,
    input: (request.body ?? {}) as JsonValue,
    startedBy: "webhook",
    callerWaits: true,
    ...(delivery !== undefined && { triggerKey: delivery }),
    ...callerOf(request),
  });
  // A run that is yet to be made of several messages answers none of them.
  if (started.ok && started.respond && started.startsAt === undefined)
    return respondToCaller(ports, { ...started, orgId: target.orgId, plan: started.respond }, reply);
  return answerStart(started, reply);
}

function answerStart(started: StartResult, reply: FastifyReply): FastifyReply {
  if (started.ok) {
    const { runId, created, startsAt } = started;
    return reply.code(202).send(startsAt === undefined ? { runId, duplicate: !created } : { runId, startsAt });
  }
  if (started.reason === "limited") return answerLimited(started, reply);
  if (started.reason === "unknownFlow") {
    return sendProblem(reply, {
      status: 404,
      title: "Unknown webhook",
      detail: "The flow of this address is no longer deployed.",
    });
  }
  const { reason, problems } = started;
  if (reason === "keyReused") {
    const detail = problems[0]?.message ?? "This delivery id came before with another payload.";
    return sendProblem(reply, { status: 422, title: "Delivery id used before", detail, problems });
  }
  const detail = "The payload does not fit the contract of the flow; nothing was started.";
  return sendProblem(reply, { status: 422, title: "Invalid payload", detail, problems });
}

/** 429 with the time to come back; without one, another run has to end first. */
function answerLimited({ until, problems }: Extract<StartResult, { reason: "limited" }>, reply: FastifyReply): FastifyReply {
  if (until !== undefined) void reply.header("retry-after", new Date(until).toUTCString());
  const status = until === undefined ? 409 : 429;
  return sendProblem(reply, { status, title: "Not started", detail: problems[0]?.message ?? "A limit of the flow was reached." });
}

function deliveryId(request: FastifyRequest): string | undefined {
  for (const name of DELIVERY_HEADERS) {
    const value = request.headers[name];
    if (value === undefined) continue;
    return typeof value === "string" && DELIVERY_ID.test(value) ? `${name}:${value}` : "invalid";
  }
  return undefined;
}

/** The span of the caller. A header that is none is passed over, as W3C Trace Context asks for: no message is lost over it. */
function callerOf({ headers }: FastifyRequest): Pick<StartRun, "traceparent"> {
  const header = headers["traceparent"];
  const caller = typeof header === "string" ? readTraceparent(header) : undefined;
  return caller ? { traceparent: traceparent(caller) } : {};
}

const trimSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, "");

function answerError({ log }: GatewayPorts, error: FastifyError, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    return sendProblem(reply, {
      status,
      title: "Payload too large",
      detail: `A payload has at most ${WEBHOOK_BODY_LIMIT} bytes.`,
    });
  }
  if (status === 415) {
    return sendProblem(reply, { status, title: "Unsupported media type", detail: mediaTypeDetail(error) });
  }
  if (status < 500) return sendProblem(reply, { status, title: "Invalid request", detail: error.message });
  log?.(`A webhook could not be stored: ${error.message}`);
  const detail = "The request could not be stored. Send it again later: a repeat with the same delivery id starts one run.";
  return sendProblem(reply, { status: 503, title: "Not accepted", detail });
}

/** Fastify's own words name what was sent; ours say what to send. */
const mediaTypeDetail = ({ code, message }: FastifyError): string =>
  code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" ? "Send the payload as application/json." : message;
