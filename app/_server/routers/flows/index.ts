import "server-only";
import { router } from "../../trpc.ts";
import { exportCode } from "./export-code.ts";
import { getFlow } from "./get.ts";
import { flowHeat } from "./heat.ts";
import { openRuns } from "./open-runs.ts";
import { listFlows } from "./list.ts";

export const flowsRouter = router({ list: listFlows, get: getFlow, openRuns, heat: flowHeat, exportCode });
