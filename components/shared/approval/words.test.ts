import { describe, expect, it } from "vitest";
import { missingInWords, riskLevel, whyNotInWords } from "./words.ts";

const party = { roles: [], groups: [], people: [], quorum: 1, more: 1 };

describe("words about who is asked", () => {
  it("name roles, groups and people, and how many are missing", () => {
    expect(missingInWords([{ ...party, roles: ["executive", "admin"], more: 2 }])).toBe("2 of executive or admin");
    expect(
      missingInWords([
        { ...party, groups: ["Legal"] },
        { ...party, people: ["ana@example.com"] },
      ]),
    ).toBe("Legal and ana@example.com");
    expect(missingInWords([party])).toBe("any member");
  });

  it("say why somebody cannot answer, and who can", () => {
    expect(whyNotInWords("ownRun", "executive", "admin")).toBe(
      "You started this run or changed its data, so somebody else has to decide: executive.",
    );
    expect(whyNotInWords("notAsked", "Legal", "analyst")).toContain("signed in as analyst");
  });
});

describe("riskLevel", () => {
  it("is high above the threshold only", () => {
    expect([0.2, 0.5, 0.7, 0.71].map((score) => riskLevel(score, 0.7))).toEqual(["low", "medium", "medium", "high"]);
  });
});
