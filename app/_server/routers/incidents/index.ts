import "server-only";
import { router } from "../../trpc.ts";
import { countOpenIncidents } from "./count-open.ts";
import { discardIncident } from "./discard.ts";
import { getIncident } from "./get.ts";
import { listIncidents } from "./list.ts";
import { releaseRun } from "./release.ts";

export const incidentsRouter = router({
  list: listIncidents,
  get: getIncident,
  countOpen: countOpenIncidents,
  discard: discardIncident,
  release: releaseRun,
});
