import { z } from "zod";
import type { ApprovalRules, Asked, Party } from "../../core/approval/approval-rules.ts";
import { roles } from "../../core/role.ts";
import { templateOr } from "../template-field.ts";

const asked = {
  roles: z.array(z.enum(roles)).min(1).max(4).optional(),
  groups: z.array(z.string().trim().min(1).max(80)).min(1).max(10).optional(),
  /** E-mail addresses. */
  people: z
    .array(templateOr(z.string().regex(z.regexes.email, "must be an e-mail address")))
    .min(1)
    .max(20)
    .optional(),
};

const somebody = (names: { readonly [Key in keyof Asked]?: unknown }): boolean =>
  names.roles !== undefined || names.groups !== undefined || names.people !== undefined;
const nobodyNamed = { message: "must name at least one role, group or person" };

export const askedSchema = z.strictObject(asked).refine(somebody, nobodyNamed);

const quorum = z.int().min(1).max(20).optional().meta({ default: 1 });
const party = z.strictObject({ ...asked, quorum }).refine(somebody, nobodyNamed);
const parties = z.array(party).min(2).max(10).optional();

/** People of whom any `quorum` decide; or several parties of whom all must agree, at once or one after another. */
export const approversSchema = z
  .strictObject({ ...asked, quorum, allOf: parties, sequence: parties })
  .refine((approvers) => [somebody(approvers), approvers.allOf, approvers.sequence].filter(Boolean).length === 1, {
    message: "must name roles, groups or people, or parties of whom all must agree (allOf), or parties in turn (sequence)",
  });

export type AuthoredApprovers = z.infer<typeof approversSchema>;
type AuthoredParty = z.infer<typeof party>;

export function stagesOf({ allOf, sequence, ...only }: AuthoredApprovers): ApprovalRules["stages"] {
  if (allOf) return [allOf.map(partyOf)];
  if (sequence) return sequence.map((each) => [partyOf(each)]);
  return [[partyOf(only)]];
}

const partyOf = ({ quorum: needed = 1, ...names }: AuthoredParty): Party => ({ ...askedOf(names), quorum: needed });

export const askedOf = ({ roles: ofRoles = [], groups = [], people = [] }: z.infer<typeof askedSchema>): Asked => ({
  roles: ofRoles,
  groups,
  people: people.map((address) => address.toLowerCase()),
});

/** In a few words for the card on the canvas: `executive or admin`, `2 of executive`, `Legal and Finance`. */
export function approversInWords(approvers: AuthoredApprovers): string {
  const stages = stagesOf(approvers).map((stage) => stage.map(partyInWords).join(" and "));
  return stages.join(", then ");
}

function partyInWords({ roles: ofRoles, groups, people, quorum: needed }: Party): string {
  const names = [...ofRoles, ...groups, ...people].join(" or ");
  return needed === 1 ? names : `${needed} of ${names}`;
}
