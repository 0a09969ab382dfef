"use client";

import { createContext, useContext } from "react";
import type { Membership } from "#engine/runtime/people.ts";
import type { Role } from "#engine/core/role.ts";

const MembershipContext = createContext<Membership | undefined>(undefined);
export const MembershipProvider = MembershipContext.Provider;

/** The person signed in, as the page was rendered. Decides what is offered; the server decides what is allowed. */
export function useMembership(): Membership {
  const me = useContext(MembershipContext);
  if (!me) throw new Error("useMembership belongs inside AppFrame.");
  return me;
}

const STARTERS: readonly Role[] = ["analyst", "engineer", "admin"];
const OPERATORS: readonly Role[] = ["engineer", "admin"];

export const mayStartRuns = (role: Role): boolean => STARTERS.includes(role);
export const mayOperateRuns = (role: Role): boolean => OPERATORS.includes(role);

/** What a role is for, in words for the people page and the invitation. */
export const rolePurposes: Readonly<Record<Role, string>> = {
  analyst: "Draws, tries and publishes flows, and starts runs",
  executive: "Reads everything and decides approvals",
  engineer: "What an analyst does, and pauses, redrives and cancels runs",
  admin: "Everything, with people, environments and rules",
};

export const roleNames = Object.keys(rolePurposes) as readonly Role[];
