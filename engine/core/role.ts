/** What a member of an organization may be; an approval names the roles whose word counts. */
export const roles = ["analyst", "executive", "engineer", "admin"] as const;
export type Role = (typeof roles)[number];

const EDITORS: readonly Role[] = ["analyst", "engineer", "admin"];

/** Whether somebody in this role may draw, change and publish flows; the others read them. */
export const mayEditFlows = (role: Role): boolean => EDITORS.includes(role);
