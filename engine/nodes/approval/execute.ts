import type { ApprovalRules } from "../../core/approval/approval-rules.ts";
import { scoreRisk, type RiskScore } from "../../core/approval/risk.ts";
import { durationMs } from "../../core/duration.ts";
import { StepFailure } from "../../core/failure.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { StepContext, StepOutcome, WaitExecutor, WaitRequest } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";
import { askedOf, stagesOf, type AuthoredApprovers } from "./approvers.ts";
import { resolvedApproval, type ResolvedApproval } from "./resolved-approval.ts";
import { riskFactors } from "./risk-config.ts";

export const approvalExecutor: WaitExecutor = {
  behavior: "wait",
  async begin(context) {
    const config = readConfig(resolvedApproval, context);
    const risk = await riskOf(context, config);
    const approvers = await approversOf(context, config, risk);
    if (approvers === "nobody") return { dueInMs: 0 };
    const { timeout } = config;
    const approval = { ...question(config, approvers), ...(risk === undefined ? {} : { risk }) };
    return { approval, ...(timeout === undefined ? {} : { dueInMs: durationMs(timeout) }) };
  },
  async wake(context, wakeUp) {
    if (wakeUp.type !== "approval") return approvedByPolicy(context);
    if (wakeUp.decision === "timedOut") return timedOut(context);
    const { decision, by, comment, answer } = wakeUp;
    const said = omitUndefined({ by, comment, edited: answer });
    return { output: { decision, ...said }, port: decision };
  },
};

function question(config: ResolvedApproval, approvers: AuthoredApprovers): NonNullable<WaitRequest["approval"]> {
  const { title, details, allowSelf, editable, requestChanges, remindAfter, escalate } = config;
  const stages = stagesOf(approvers);
  const rules: ApprovalRules = {
    stages,
    allowSelf,
    ...(editable === undefined ? {} : { editable }),
    ...(requestChanges ? { canRequestChanges: true } : {}),
    ...(remindAfter === undefined ? {} : { remindAfterMs: durationMs(remindAfter) }),
    ...(escalate === undefined
      ? {}
      : { escalations: escalate.map(({ after, to }) => ({ afterMs: durationMs(after), to: askedOf(to) })) }),
  };
  const parties = stages.flat();
  return {
    title,
    roles: [...new Set(parties.flatMap(({ roles }) => roles))],
    quorum: parties.reduce((sum, { quorum }) => sum + quorum, 0),
    rules,
    ...(details === undefined ? {} : { details }),
  };
}

/** The first case that holds. One that approves by itself does not count above the risk at which a person must decide. */
async function approversOf(
  context: StepContext,
  { policy, approvers }: ResolvedApproval,
  risk: RiskScore | undefined,
): Promise<AuthoredApprovers | "nobody"> {
  for (const { when, approvers: instead } of policy) {
    if ((await context.evaluate(when)) !== true) continue;
    if (instead) return instead;
    return isTooRisky(risk) ? approvers : "nobody";
  }
  return approvers;
}

async function riskOf(context: StepContext, { risk }: ResolvedApproval): Promise<RiskScore | undefined> {
  if (!risk) return undefined;
  const askedAtMs = Number(await context.evaluate("$millis()"));
  return scoreRisk(riskFactors(risk, askedAtMs), context.riskThreshold);
}

const isTooRisky = (risk: RiskScore | undefined): boolean => risk !== undefined && risk.score > risk.threshold;

/** Nobody was asked: the step waited for no more than its own turn. */
async function approvedByPolicy(context: StepContext): Promise<StepOutcome> {
  const risk = await riskOf(context, readConfig(resolvedApproval, context));
  const output = { decision: "approved", automatic: true, ...(risk === undefined ? {} : { risk: risk.score }) };
  return { output, port: "approved" };
}

/** Nobody decided in time: the flow says what that counts as. Silence never approves what a person must decide. */
async function timedOut(context: StepContext): Promise<StepOutcome> {
  const config = readConfig(resolvedApproval, context);
  const { onTimeout, title, timeout } = config;
  if (onTimeout === "fail") {
    const message = `Nobody decided "${title}" within ${timeout ?? "its time"}.`;
    throw new StepFailure({ code: "approval/timed-out", message, nodeId: context.node.id });
  }
  const isApproved = onTimeout === "approve" && !isTooRisky(await riskOf(context, config));
  const decision = isApproved ? "approved" : "rejected";
  return { output: { decision, timedOut: true }, port: decision };
}
