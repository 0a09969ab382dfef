/** What a member of an organization may be; an approval names the roles whose word counts. */
export const roles = ["analyst", "executive", "engineer", "admin"] as const;
export type Role = (typeof roles)[number];
