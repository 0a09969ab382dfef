import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "#app/_server/router.ts";
import { crossSiteRefusal } from "#app/_server/same-origin.ts";
import { BODY_LIMIT, limitBody } from "#app/_server/limited-body.ts";
import { createContext } from "#app/_server/trpc.ts";

export const dynamic = "force-dynamic";

function handler(request: Request): Promise<Response> | Response {
  const refusal = crossSiteRefusal(request);
  if (refusal !== undefined) return Response.json({ error: { message: refusal } }, { status: 403 });
  const limited = limitBody(request);
  if (!limited) {
    const message = `A request has at most ${BODY_LIMIT / 1024 / 1024} MB. Send less at a time.`;
    return Response.json({ error: { message } }, { status: 413 });
  }
  return fetchRequestHandler({ endpoint: "/api/trpc", req: limited, router: appRouter, createContext, maxBatchSize: 10 });
}

export { handler as GET, handler as POST };
