import "server-only";
import { router } from "../../trpc.ts";
import { answerForm } from "./answer.ts";
import { decideApproval } from "./decide.ts";
import { getApproval } from "./get.ts";
import { listApprovals } from "./list.ts";

export const approvalsRouter = router({ list: listApprovals, get: getApproval, decide: decideApproval, answer: answerForm });
