import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "#app/_server/router.ts";
import { crossSiteRefusal } from "#app/_server/same-origin.ts";
import { createContext } from "#app/_server/trpc.ts";

export const dynamic = "force-dynamic";

function handler(request: Request): Promise<Response> | Response {
  const refusal = crossSiteRefusal(request);
  if (refusal !== undefined) return Response.json({ error: { message: refusal } }, { status: 403 });
  return fetchRequestHandler({ endpoint: "/api/trpc", req: request, router: appRouter, createContext, maxBatchSize: 10 });
}

export { handler as GET, handler as POST };
