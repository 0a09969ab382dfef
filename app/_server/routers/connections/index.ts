import "server-only";
import { router } from "../../trpc.ts";
import { listConnections } from "./list.ts";

export const connectionsRouter = router({ list: listConnections });
