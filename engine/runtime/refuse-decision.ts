import type { JsonObject } from "../core/json.ts";
import type { Problem } from "../core/problem.ts";
import { checkAnswer } from "../core/validate/check-answer.ts";
import type { DecideApproval } from "./ports.ts";

/**
 * Why a decision cannot be the one this task asks for: a form takes an answer that fits its schema, an approval takes yes
 * or no. None when it can. Depends only on what never changes, so it may be asked before the deciding transaction.
 */
export function refuseDecision({ decision, answer }: DecideApproval, form: JsonObject | null | undefined): readonly Problem[] {
  if (!form) return decision === "answered" ? [wrongKind("This is an approval, not a form.", "Approve it or reject it.")] : [];
  if (decision !== "answered") return [wrongKind("This is a form, not an approval.", "Answer it with data that fits the form.")];
  return checkAnswer(answer ?? null, form);
}

const wrongKind = (message: string, fix: string): Problem => ({
  code: "answer/invalid",
  severity: "error",
  message,
  fix,
  path: "",
});
