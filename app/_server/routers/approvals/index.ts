import "server-only";
import { router } from "../../trpc.ts";
import { answerForm } from "./answer.ts";
import { commentOnApproval } from "./comment.ts";
import { decideApproval } from "./decide.ts";
import { getApproval } from "./get.ts";
import { listApprovals } from "./list.ts";
import { listNotes } from "./notes.ts";
import { openApprovalLink } from "./open-link.ts";
import { reassignApproval } from "./reassign.ts";
import { getRiskThreshold, setRiskThreshold } from "./risk-threshold.ts";

export const approvalsRouter = router({
  list: listApprovals,
  get: getApproval,
  decide: decideApproval,
  answer: answerForm,
  notes: listNotes,
  riskThreshold: getRiskThreshold,
  setRiskThreshold,
  openLink: openApprovalLink,
  comment: commentOnApproval,
  reassign: reassignApproval,
});
