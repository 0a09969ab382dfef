import type { ApprovalRules, Signature } from "../core/approval/approval-rules.ts";
import { maySign, tally, voterOf, type Signer, type Starter } from "../core/approval/tally.ts";
import type { DecideApproval, DecideResult } from "./ports.ts";

export interface Asked {
  readonly rules: ApprovalRules;
  readonly roles: readonly string[];
  /** Those that still count, oldest first. */
  readonly signatures: readonly Signature[];
  readonly starters: readonly Starter[];
}

/** What a valid answer does: it is refused, it is one of several, or it settles the question. */
export type Judgement =
  | { readonly verdict: "refused"; readonly result: DecideResult }
  | { readonly verdict: "counted"; readonly signature: Signature; readonly result: DecideResult }
  | { readonly verdict: "settled"; readonly signature: Signature };

/** Asked with the question locked, so that of any number of people who answer at once each is told what is true. */
export function judgeDecision(asked: Asked, signer: Signer, { decision, by }: DecideApproval): Judgement {
  const { rules, signatures, starters } = asked;
  const signature = { voter: voterOf(signer), hats: signer.hats };
  if (by.isOperator) return { verdict: "settled", signature };
  const may = maySign(rules, signatures, signer, starters);
  if (!may.ok) return { verdict: "refused", result: refusal(asked, may.why) };
  const signed = { ...signature, hats: may.hats };
  // One "no" is enough; a "yes" counts when all have given theirs.
  if (decision !== "approved") return { verdict: "settled", signature: signed };
  const now = tally(rules, [...signatures, signed]);
  if (now.isComplete) return { verdict: "settled", signature: signed };
  return { verdict: "counted", signature: signed, result: { outcome: "counted", signed: now.signed, needed: now.needed } };
}

const refusal = ({ roles }: Asked, why: Extract<ReturnType<typeof maySign>, { ok: false }>["why"]): DecideResult =>
  why === "notAsked" ? { outcome: "forbidden", roles } : { outcome: "notNow", why };
