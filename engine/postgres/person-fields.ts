import { roles, type Role } from "../core/role.ts";

/** Addresses are compared and kept in lower case. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

/** Roles are kept as text with a CHECK, so what comes back is one of them. */
export function toRole(text: string): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new Error(`The database holds an unknown role "${text}".`);
  return role;
}
