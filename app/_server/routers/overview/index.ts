import "server-only";
import { router } from "../../trpc.ts";
import { readOverview } from "./read.ts";

export const overviewRouter = router({ read: readOverview });
