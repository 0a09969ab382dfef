import { createHash, randomBytes } from "node:crypto";
import { Prisma } from "../../generated/prisma/client.ts";
import type { Role } from "../core/role.ts";
import { hashPassword } from "./password-hash.ts";
import { normalizeEmail, toRole } from "./person-fields.ts";
import type { PrismaClient } from "./prisma-client.ts";

const VALID_FOR_MS = 7 * 24 * 60 * 60 * 1_000;
const MIN_PASSWORD_LENGTH = 10;

/** Only the hash is stored: who reads the database cannot use the links. The secret is random, so a plain hash is enough. */
const hashToken = (token: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash("sha256").update(token).digest());

export async function createInvitation(
  prisma: PrismaClient,
  { orgId, email, role, invitedBy }: { orgId: string; email?: string; role: Role; invitedBy: string },
): Promise<{ token: string; expiresAt: string }> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + VALID_FOR_MS);
  const address = email === undefined ? null : normalizeEmail(email);
  await prisma.invitation.create({ data: { orgId, email: address, role, invitedBy, expiresAt, tokenHash: hashToken(token) } });
  return { token, expiresAt: expiresAt.toISOString() };
}

export async function findInvitation(
  prisma: PrismaClient,
  token: string,
): Promise<{ email?: string; role: Role; organization: string } | undefined> {
  const invitation = await prisma.invitation.findFirst({ where: openInvitation(token), include: { organization: true } });
  if (!invitation) return undefined;
  const { email, role, organization } = invitation;
  return { ...(email === null ? {} : { email }), role: toRole(role), organization: organization.name };
}

const openInvitation = (token: string) => ({ tokenHash: hashToken(token), acceptedAt: null, expiresAt: { gt: new Date() } });

type AcceptResult = { ok: true } | { ok: false; message: string };

/** Uses up the invitation and makes the account, or does neither. Of two who use one link at once, one gets in. */
export async function acceptInvitation(
  prisma: PrismaClient,
  request: { token: string; email: string; name: string; password: string },
): Promise<AcceptResult> {
  if (request.password.length < MIN_PASSWORD_LENGTH) {
    return { ok: false, message: `The password is too short. Use at least ${MIN_PASSWORD_LENGTH} characters.` };
  }
  const email = normalizeEmail(request.email);
  const invitation = await prisma.invitation.findFirst({ where: openInvitation(request.token) });
  if (!invitation) return noLongerValid;
  if (invitation.email !== null && invitation.email !== email) {
    return { ok: false, message: `This invitation is for ${invitation.email}. Use that address.` };
  }
  const passwordHash = await hashPassword(request.password);
  const person = { email, name: request.name.trim(), passwordHash, orgId: invitation.orgId };
  try {
    return await prisma.$transaction(async (tx) => {
      const used = await tx.invitation.updateMany({ where: openInvitation(request.token), data: { acceptedAt: new Date() } });
      if (used.count === 0) return noLongerValid;
      await tx.appUser.create({
        data: { ...person, memberships: { create: { orgId: invitation.orgId, role: invitation.role } } },
      });
      return { ok: true };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return { ok: false, message: `There is an account for ${email} already. Sign in with it.` };
  }
}

const noLongerValid = { ok: false, message: "This invitation was used or has expired. Ask for a new one." } as const;

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
