import type { Role } from "../core/role.ts";

/** Sign-in and membership. Passwords are kept as scrypt hashes; invitation tokens as SHA-256. */
export interface People {
  authenticate(email: string, password: string): Promise<{ userId: string; name: string; email: string } | undefined>;
  /** The membership that counts now; read on every request. */
  membership(userId: string): Promise<Membership | undefined>;
  list(orgId: string): Promise<readonly Person[]>;
  /** Returns the secret of a one-time link, valid for 7 days. The first start invites the owner as admin. */
  invite(request: {
    orgId: string;
    email?: string;
    role: Role;
    invitedBy: string;
  }): Promise<{ token: string; expiresAt: string }>;
  invitation(token: string): Promise<{ email?: string; role: Role; organization: string } | undefined>;
  accept(request: {
    token: string;
    email: string;
    name: string;
    password: string;
  }): Promise<{ ok: true } | { ok: false; message: string }>;
  setRole(request: { orgId: string; userId: string; role: Role }): Promise<{ ok: true } | { ok: false; message: string }>;
  /** The groups a person belongs to, all of them; a group exists while it has members. */
  setGroups(request: {
    orgId: string;
    userId: string;
    groups: readonly string[];
  }): Promise<{ ok: true } | { ok: false; message: string }>;
}

export interface Membership {
  readonly userId: string;
  readonly orgId: string;
  readonly organization: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Names of groups that approvals can ask, in order. */
  readonly groups: readonly string[];
  readonly joinedAt: string;
}
