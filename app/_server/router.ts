import "server-only";
import { approvalsRouter } from "./routers/approvals/index.ts";
import { delegationsRouter } from "./routers/delegations/index.ts";
import { draftsRouter } from "./routers/drafts/index.ts";
import { connectionsRouter } from "./routers/connections/index.ts";
import { environmentsRouter } from "./routers/environments/index.ts";
import { expressionsRouter } from "./routers/expressions/index.ts";
import { flowsRouter } from "./routers/flows/index.ts";
import { incidentsRouter } from "./routers/incidents/index.ts";
import { overviewRouter } from "./routers/overview/index.ts";
import { peopleRouter } from "./routers/people/index.ts";
import { reviewsRouter } from "./routers/reviews/index.ts";
import { runsRouter } from "./routers/runs/index.ts";
import { schedulesRouter } from "./routers/schedules/index.ts";
import { mappingsRouter } from "./routers/mappings/index.ts";
import { switchesRouter } from "./routers/switches/index.ts";
import { triesRouter } from "./routers/tries/index.ts";
import { versionsRouter } from "./routers/versions/index.ts";
import { viewsRouter } from "./routers/views/index.ts";
import { me } from "./routers/me.ts";
import { router } from "./trpc.ts";

export const appRouter = router({
  me,
  flows: flowsRouter,
  drafts: draftsRouter,
  versions: versionsRouter,
  reviews: reviewsRouter,
  runs: runsRouter,
  approvals: approvalsRouter,
  delegations: delegationsRouter,
  incidents: incidentsRouter,
  people: peopleRouter,
  schedules: schedulesRouter,
  switches: switchesRouter,
  connections: connectionsRouter,
  environments: environmentsRouter,
  expressions: expressionsRouter,
  tries: triesRouter,
  views: viewsRouter,
  mappings: mappingsRouter,
  overview: overviewRouter,
});

export type AppRouter = typeof appRouter;
