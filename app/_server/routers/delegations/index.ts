import "server-only";
import { router } from "../../trpc.ts";
import { endDelegation } from "./end.ts";
import { giveDelegation } from "./give.ts";
import { listDelegations } from "./list.ts";

export const delegationsRouter = router({ list: listDelegations, give: giveDelegation, end: endDelegation });
