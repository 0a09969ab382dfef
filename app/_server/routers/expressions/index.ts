import "server-only";
import { router } from "../../trpc.ts";
import { evaluate } from "./evaluate.ts";

export const expressionsRouter = router({ evaluate });
