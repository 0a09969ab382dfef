import { PRODUCTION } from "../../core/environment/environment.ts";
import { MAX_QUORUM, NO_REVIEW, ruleText, type ReviewRule } from "../../core/review/review-rule.ts";
import type { Role } from "../../core/role.ts";
import type { ReviewAnswer, RuleInForce, SetRule } from "../../runtime/reviews.ts";
import { unknownEnvironment } from "../environments/live-versions.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { findMember } from "./review-people.ts";

export interface RuleFor {
  readonly orgId: string;
  /** Id of the flow's row; absent: of all flows. */
  readonly flowKey?: string | undefined;
  readonly environment: string;
}

/** For one environment: the newest word about a flow, else about its organization, else none. */
export async function ruleInForce(tx: Tx, { orgId, flowKey, environment }: RuleFor): Promise<RuleInForce> {
  const own = flowKey === undefined ? undefined : await newestRule(tx, { orgId, environment, flowId: flowKey });
  if (own) return { ...own, from: "flow" };
  const general = await newestRule(tx, { orgId, environment, flowId: null });
  return general ? { ...general, from: "organization" } : { ...NO_REVIEW, from: "default" };
}

async function newestRule(
  tx: Tx,
  where: { readonly orgId: string; readonly environment: string; readonly flowId: string | null },
): Promise<Omit<RuleInForce, "from"> | undefined> {
  const row = await tx.reviewRule.findFirst({ where, orderBy: { id: "desc" } });
  if (!row || row.isRequired === null) return undefined;
  const { isRequired, quorum, roles, changedBy, changedAt } = row;
  return { isRequired, quorum, roles: roles as Role[], changedBy, changedAt: changedAt.toISOString() };
}

/** A rule that nobody could fulfill would stop all publishing, so it is refused. */
export async function setRule(
  tx: Tx,
  { orgId, flowId: slug, environment = PRODUCTION, rule, by }: SetRule,
): Promise<ReviewAnswer> {
  const member = await findMember(tx, orgId, by.userId);
  if (member?.role !== "admin") return { ok: false, message: "Only an admin may change when a review is required." };
  const flow = slug === undefined ? null : await tx.flow.findUnique({ where: { orgId_slug: { orgId, slug } } });
  if (slug !== undefined && !flow) return { ok: false, message: `There is no flow "${slug}".` };
  if (rule === "inherit" && !flow) return { ok: false, message: "Only the rule of a flow can follow another one." };
  const unknown = await unknownEnvironment(tx, orgId, environment);
  if (unknown) return { ok: false, message: unknown.message };
  const wanted = rule === "inherit" ? { ...NO_REVIEW, isRequired: null } : rule;
  const refusal = rule === "inherit" ? undefined : await whyImpossible(tx, orgId, rule);
  if (refusal !== undefined) return { ok: false, message: refusal };
  const { isRequired, quorum, roles } = wanted;
  await tx.reviewRule.create({
    data: { orgId, flowId: flow?.id ?? null, environment, isRequired, quorum, roles: [...roles], changedBy: member.name },
  });
  return { ok: true };
}

async function whyImpossible(tx: Tx, orgId: string, { isRequired, quorum, roles }: ReviewRule): Promise<string | undefined> {
  if (!Number.isInteger(quorum) || quorum < 1 || quorum > MAX_QUORUM)
    return `It takes 1 to ${MAX_QUORUM} approvals, not ${quorum}.`;
  if (roles.length === 0) return "Name at least one role whose approval counts.";
  if (!isRequired) return undefined;
  const able = await tx.membership.count({ where: { orgId, role: { in: [...roles] } } });
  if (able >= quorum) return undefined;
  const people = able === 1 ? "is 1 person" : `are ${able} people`;
  return `${ruleText({ quorum, roles })} cannot be reached: there ${people} in these roles. Invite somebody, or ask for less.`;
}
