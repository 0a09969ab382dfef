import type { ReviewPerson } from "../../core/review/who-may.ts";
import { toRole } from "../person-fields.ts";
import type { Tx } from "../drafts/draft-rows.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

/** A member as the database has them now: what a caller says about somebody's role is not believed here. */
export async function findMember(
  tx: Tx,
  orgId: string,
  userId: string,
): Promise<(ReviewPerson & { readonly name: string }) | undefined> {
  if (!isUuid(userId)) return undefined;
  const member = await tx.membership.findUnique({ where: { orgId_userId: { orgId, userId } }, include: { user: true } });
  return member ? { userId, role: toRole(member.role), name: member.user.name } : undefined;
}
