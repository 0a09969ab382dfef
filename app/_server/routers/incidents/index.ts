import "server-only";
import { router } from "../../trpc.ts";
import { countOpenIncidents } from "./count-open.ts";
import { discardIncidentGroup } from "./discard-group.ts";
import { discardIncident } from "./discard.ts";
import { getIncident } from "./get.ts";
import { listIncidentGroups } from "./groups.ts";
import { listIncidents } from "./list.ts";
import { releaseRun } from "./release.ts";

export const incidentsRouter = router({
  list: listIncidents,
  groups: listIncidentGroups,
  get: getIncident,
  countOpen: countOpenIncidents,
  discard: discardIncident,
  discardGroup: discardIncidentGroup,
  release: releaseRun,
});
