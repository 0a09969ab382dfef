import type { FastifyReply } from "fastify";
import type { Failure } from "../../core/failure.ts";
import type { JsonValue } from "../../core/json.ts";
import { endStatus, type RunEvent } from "../../core/machine/run-event.ts";
import { callerAnswer } from "../../nodes/respond/caller-answer.ts";
import type { RespondPlan } from "../../runtime/engine.ts";
import type { GatewayPorts } from "./gateway.ts";

/**
 * Answers a caller who waits for more than that the message is stored. The run is followed like on its page: what the
 * caller gets was stored before, so a caller that was answered and a log that knows nothing of it cannot be. A caller that
 * sends its message again with the same delivery id gets the answer of the run it started the first time. Where the run
 * cannot be followed, the caller hears that its message is stored, for it is: sent again without an id, it would run twice.
 */
interface WaitingCaller {
  readonly orgId: string;
  readonly runId: string;
  readonly created: boolean;
  readonly plan: RespondPlan;
}

interface Answer {
  readonly status: number;
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for an answer without a body. */
  readonly text?: string;
}

export async function respondToCaller(
  { followRun, log }: Pick<GatewayPorts, "followRun" | "log">,
  { orgId, runId, created, plan }: WaitingCaller,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const patience = AbortSignal.any([gone.signal, AbortSignal.timeout(plan.waitMs)]);
  const waits = answerOf(() => followRun(orgId, runId, 0, patience), plan, runId);
  const answer = await waits.catch((error: unknown) => {
    log?.(`A caller could not wait for the answer of run ${runId}: ${error instanceof Error ? error.message : String(error)}`);
  });
  return send(reply, answer ?? stillRunning(runId, created), runId);
}

async function answerOf(follow: () => AsyncIterable<RunEvent>, plan: RespondPlan, runId: string): Promise<Answer | undefined> {
  for await (const event of follow()) {
    // Whose message was collected comes again with its delivery id: it heard that the message is stored, and hears it again.
    if (event.type === "run.started" && event.data.noCaller !== undefined) return undefined;
    const answer = answerIn(event, plan, runId);
    if (answer) return answer;
  }
  return undefined;
}

/** What this event means for the caller, if anything. */
function answerIn(event: RunEvent, { mode, nodes }: RespondPlan, runId: string): Answer | undefined {
  if (event.type === "step.completed")
    return mode === "node" && nodes.includes(event.nodeId) ? said(event.data.output) : undefined;
  if (event.type === "run.completed") return mode === "result" ? json(200, event.data.output) : NOTHING_SAID;
  return event.type in endStatus ? failed(event, runId) : undefined;
}

/** A run that ended without coming to its respond node has nothing to say. */
const NOTHING_SAID: Answer = { status: 204, headers: {} };
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function said(output: JsonValue): Answer | undefined {
  const answer = callerAnswer.safeParse(output);
  if (!answer.success || !answer.data.answered) return undefined;
  const { status, headers, body } = answer.data;
  if (BODILESS.has(status)) return { status, headers };
  const plain =
    typeof body === "string" ? { headers: { "content-type": "text/plain; charset=utf-8" }, text: body } : json(status, body);
  return { ...plain, status, headers: { ...plain.headers, ...headers } };
}

const json = (status: number, value: JsonValue, type = "application/json; charset=utf-8"): Answer => ({
  status,
  headers: { "content-type": type },
  text: JSON.stringify(value),
});

function failed(event: RunEvent, runId: string): Answer {
  const failure: Partial<Failure> = "failure" in event.data ? event.data.failure : {};
  const canceled = event.type === "run.canceled" ? `The run was canceled by ${event.data.by}.` : "The run failed.";
  const problem = { type: "about:blank", title: "The run did not complete", status: 500, detail: failure.message ?? canceled };
  const run = { code: failure.code ?? "run/canceled", runStatus: endStatus[event.type as keyof typeof endStatus], runId };
  return json(500, { ...problem, ...run }, "application/problem+json");
}

const stillRunning = (runId: string, created: boolean): Answer => {
  const stored = json(202, { runId, duplicate: !created });
  return { ...stored, headers: { ...stored.headers, location: `/runs/${runId}` } };
};

/**
 * The answer is the flow author's, but it comes from this site: a browser that was led here must not run it as a page of
 * ours, whatever its type says.
 */
const HARMLESS = { "content-security-policy": "sandbox; default-src 'none'", "x-content-type-options": "nosniff" };

const send = (reply: FastifyReply, { status, headers, text }: Answer, runId: string): FastifyReply =>
  reply
    .code(status)
    .headers({ "x-run-id": runId, ...headers, ...HARMLESS })
    .send(text);
