import type { Party } from "#engine/core/approval/approval-rules.ts";
import type { WhyNot } from "#engine/core/approval/tally.ts";

const either = new Intl.ListFormat("en", { type: "disjunction" });
const both = new Intl.ListFormat("en", { type: "conjunction" });

/** `2 more of executive or admin`, `somebody of Legal`. */
export function missingInWords(missing: readonly (Party & { readonly more: number })[]): string {
  return both.format(
    missing.map((party) => (party.more === 1 ? partyInWords(party) : `${party.more} of ${partyInWords(party)}`)),
  );
}

export function partyInWords({ roles, groups, people }: Pick<Party, "roles" | "groups" | "people">): string {
  const names = [...roles, ...groups, ...people];
  return names.length === 0 ? "any member" : either.format(names);
}

/** Why the person who looks cannot answer. `asked`: whom it waits for, in words. */
export function whyNotInWords(why: WhyNot, asked: string, role: string): string {
  switch (why) {
    case "ownRun":
      return `You started this run or changed its data, so somebody else has to decide: ${asked}.`;
    case "signed":
      return `Your answer is recorded. This still waits for ${asked}.`;
    case "full":
      return `Enough people like you have agreed. This still waits for ${asked}.`;
    case "notYet":
      return `You are asked once ${asked} has agreed.`;
    case "notAsked":
      return `Only ${asked} may decide this; you are signed in as ${role}.`;
  }
}

/** A risk score as a word: the number alone says little. */
export function riskLevel(score: number, threshold: number): "low" | "medium" | "high" {
  if (score > threshold) return "high";
  return score > threshold / 2 ? "medium" : "low";
}
