import "server-only";
import { router } from "../../trpc.ts";
import { getFlow } from "./get.ts";
import { listFlows } from "./list.ts";

export const flowsRouter = router({ list: listFlows, get: getFlow });
