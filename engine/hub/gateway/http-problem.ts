import type { FastifyReply } from "fastify";
import type { Problem } from "../../core/problem.ts";

/** A problem document (RFC 9457). `problems` says what is wrong with a payload, place by place. */
export interface HttpProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly problems?: readonly Problem[];
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", ...problem }));
}
