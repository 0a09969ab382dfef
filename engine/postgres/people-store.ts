import type { Membership, People, Person } from "../runtime/people.ts";
import type { Role } from "../core/role.ts";
import { acceptInvitation, createInvitation, findInvitation } from "./invitations.ts";
import { verifyPassword } from "./password-hash.ts";
import { normalizeEmail, toRole } from "./person-fields.ts";
import type { PrismaClient } from "./prisma-client.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createPeopleStore(prisma: PrismaClient): People {
  return {
    authenticate: async (email, password) => {
      const user = await prisma.appUser.findUnique({ where: { email: normalizeEmail(email) } });
      const matches = await verifyPassword(password, user?.passwordHash);
      return user && matches ? { userId: user.id, name: user.name, email: user.email } : undefined;
    },
    membership: (userId) => findMembership(prisma, userId),
    list: (orgId) => listPeople(prisma, orgId),
    invite: (request) => createInvitation(prisma, request),
    invitation: (token) => findInvitation(prisma, token),
    accept: (request) => acceptInvitation(prisma, request),
    setRole: (request) => setRole(prisma, request),
    setGroups: (request) => setGroups(prisma, request),
  };
}

/** A person who belongs to several organizations works in the one they joined first. */
async function findMembership(prisma: PrismaClient, userId: string): Promise<Membership | undefined> {
  if (!UUID.test(userId)) return undefined;
  const membership = await prisma.membership.findFirst({
    where: { userId },
    include: { user: true, organization: true },
    orderBy: [{ createdAt: "asc" }, { orgId: "asc" }],
  });
  if (!membership) return undefined;
  const { orgId, user, organization, role } = membership;
  return { userId, orgId, organization: organization.name, name: user.name, email: user.email, role: toRole(role) };
}

async function listPeople(prisma: PrismaClient, orgId: string): Promise<readonly Person[]> {
  const members = await prisma.membership.findMany({
    where: { orgId },
    include: { user: true, groups: true },
    orderBy: { createdAt: "asc" },
  });
  return members.map(({ userId, role, createdAt, user, groups }) => ({
    userId,
    name: user.name,
    email: user.email,
    role: toRole(role),
    groups: groups.map(({ name }) => name).toSorted(),
    joinedAt: createdAt.toISOString(),
  }));
}

/** The organization's row is locked, so that two admins cannot demote each other at once and leave none. */
async function setRole(
  prisma: PrismaClient,
  { orgId, userId, role }: { orgId: string; userId: string; role: Role },
): Promise<{ ok: true } | { ok: false; message: string }> {
  if (!UUID.test(userId)) return noSuchMember;
  return prisma.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from organization where id = ${orgId}::uuid for no key update`;
    const member = await tx.membership.findUnique({ where: { orgId_userId: { orgId, userId } }, include: { user: true } });
    if (!member) return noSuchMember;
    const admins = await tx.membership.count({ where: { orgId, role: "admin" } });
    if (member.role === "admin" && role !== "admin" && admins === 1) {
      return { ok: false, message: `${member.user.name} is the only admin. Make somebody else admin first.` };
    }
    await tx.membership.update({ where: { orgId_userId: { orgId, userId } }, data: { role } });
    return { ok: true };
  });
}

async function setGroups(
  prisma: PrismaClient,
  { orgId, userId, groups }: { orgId: string; userId: string; groups: readonly string[] },
): Promise<{ ok: true } | { ok: false; message: string }> {
  if (!UUID.test(userId)) return noSuchMember;
  return prisma.$transaction(async (tx) => {
    const member = await tx.membership.findUnique({ where: { orgId_userId: { orgId, userId } } });
    if (!member) return noSuchMember;
    await tx.personGroup.deleteMany({ where: { orgId, userId } });
    await tx.personGroup.createMany({ data: [...new Set(groups)].map((name) => ({ orgId, userId, name })) });
    return { ok: true };
  });
}

const noSuchMember = { ok: false, message: "This person is not a member of the organization." } as const;
