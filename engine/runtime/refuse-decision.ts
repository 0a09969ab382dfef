import type { ApprovalRules } from "../core/approval/approval-rules.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.ts";
import type { Problem } from "../core/problem.ts";
import { checkAnswer } from "../core/validate/check-answer.ts";
import type { DecideApproval } from "./ports.ts";

/** What never changes about a question while it is open. */
export interface Question {
  readonly rules: ApprovalRules;
  readonly form?: JsonObject | null | undefined;
}

/**
 * Why a decision cannot be the one this task asks for: a form takes an answer that fits its schema, an approval takes yes
 * or no, and more where its rules offer it. None when it can. Depends only on what never changes, so it may be asked before
 * the deciding transaction.
 */
export function refuseDecision({ decision, answer, leaveDone }: DecideApproval, { rules, form }: Question): readonly Problem[] {
  if (form)
    return decision === "answered"
      ? checkAnswer(answer ?? null, form)
      : [wrong("This is a form, not an approval.", "Answer it with data that fits the form.")];
  if (decision === "answered") return [wrong("This is an approval, not a form.", "Approve it or reject it.")];
  if (decision === "changesRequested" && !rules.canRequestChanges)
    return [wrong("This approval has no way for changes.", "Reject it and say in the comment what should change.")];
  if (leaveDone && decision !== "rejected")
    return [wrong("Only a rejection can leave what was done.", "Reject it, or leave that out.")];
  return answer === undefined ? [] : refuseEdit(decision, answer, rules);
}

function refuseEdit(decision: string, answer: JsonValue, { editable = [], stages }: ApprovalRules): readonly Problem[] {
  if (decision !== "approved") return [wrong("Only an approval can change details.", "Approve it, or leave the changes out.")];
  if (stages.flat().reduce((sum, { quorum }) => sum + quorum, 0) > 1)
    return [wrong("Several people agree to the same details, so nobody can change them alone.", "Ask for changes instead.")];
  if (!isJsonObject(answer)) return [wrong("Changed details must be an object.", "Name each changed member with its value.")];
  return Object.keys(answer)
    .filter((name) => !editable.includes(name))
    .map((name) => wrong(`"${name}" cannot be changed here.`, `What can be: ${editable.join(", ") || "nothing"}.`, `/${name}`));
}

const wrong = (message: string, fix: string, path = ""): Problem => ({
  code: "answer/invalid",
  severity: "error",
  message,
  fix,
  path,
});
