import "server-only";
import { approvalsRouter } from "./routers/approvals/index.ts";
import { flowsRouter } from "./routers/flows/index.ts";
import { incidentsRouter } from "./routers/incidents/index.ts";
import { peopleRouter } from "./routers/people/index.ts";
import { runsRouter } from "./routers/runs/index.ts";
import { schedulesRouter } from "./routers/schedules/index.ts";
import { switchesRouter } from "./routers/switches/index.ts";
import { me } from "./routers/me.ts";
import { router } from "./trpc.ts";

export const appRouter = router({
  me,
  flows: flowsRouter,
  runs: runsRouter,
  approvals: approvalsRouter,
  incidents: incidentsRouter,
  people: peopleRouter,
  schedules: schedulesRouter,
  switches: switchesRouter,
});

export type AppRouter = typeof appRouter;
