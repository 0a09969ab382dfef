import { describe, expect, it } from "vitest";
import type { Approval } from "#components/shared/approval/approval.ts";
import { decidedInWords, inOrder, inTab, isOverdue, toDecided, whyAlone } from "./inbox-view.ts";

const NOW = Date.parse("2026-07-03T12:00:00Z");
const rules = { stages: [[{ roles: ["executive"], groups: [], people: [], quorum: 1 }]], allowSelf: false };
const risk = (score: number) => ({ score, threshold: 0.7, factors: [] });
const approval = (changes: Partial<Approval>): Approval => ({
  ...{
    approvalId: "a",
    runId: "r",
    flowId: "f",
    flowName: "F",
    version: 1,
    nodeId: "n",
    title: "Order 7",
    roles: ["executive"],
    rules,
  },
  ...{ shownHash: "h", progress: { signed: 0, needed: 1, stage: 0, missing: [] }, votes: [], notes: 0, status: "pending" },
  ...{ requestedAt: "2026-07-03T10:00:00Z", mine: { may: true, as: "self" } },
  ...changes,
});

describe("the inbox", () => {
  it("shows under For me what one may answer now, whatever one is asked as", () => {
    const delegated = approval({ mine: { may: true, as: "delegate", inPlaceOf: "Ana" } });
    const notYet = approval({ mine: { may: false, why: "notYet" } });
    expect(inTab("mine", delegated, NOW)).toBe(true);
    expect(inTab("delegated", delegated, NOW)).toBe(true);
    expect(inTab("groups", delegated, NOW)).toBe(false);
    expect([inTab("mine", notYet, NOW), inTab("all", notYet, NOW)]).toEqual([false, true]);
  });

  it("calls overdue what is past its time, or waits for longer than the flow reminds after", () => {
    expect(isOverdue(approval({ dueAt: "2026-07-03T11:59:00Z" }), NOW)).toBe(true);
    expect(isOverdue(approval({ dueAt: "2026-07-03T13:00:00Z" }), NOW)).toBe(false);
    expect(isOverdue(approval({ rules: { ...rules, remindAfterMs: 3_600_000 } }), NOW)).toBe(true);
  });

  it("is sorted by age, by when it is due, by risk or by the largest figure", () => {
    const a = approval({ approvalId: "a", dueAt: "2026-07-05T00:00:00Z", details: { total: 5 } });
    const b = approval({ approvalId: "b", requestedAt: "2026-07-03T11:00:00Z", dueAt: "2026-07-04T00:00:00Z", risk: risk(0.2) });
    const c = approval({ approvalId: "c", requestedAt: "2026-07-03T11:30:00Z", risk: risk(0.9), details: { total: 9 } });
    const ids = (order: Parameters<typeof inOrder>[1]) =>
      inOrder([c, b, a], order)
        .map(({ approvalId }) => approvalId)
        .join("");
    expect([ids("oldest"), ids("due"), ids("risk"), ids("value")]).toEqual(["abc", "bac", "cba", "cab"]);
  });

  it("decides together only what one person may decide without a closer look", () => {
    expect(whyAlone(approval({ risk: risk(0.7) }))).toBeUndefined();
    expect(whyAlone(approval({ risk: risk(0.71) }))).toContain("too risky");
    expect(whyAlone(approval({ form: {} }))).toContain("is a form");
    expect(whyAlone(approval({ mine: { may: false, why: "ownRun" } }))).toContain("not for you");
  });
});

it("shows the decisions that an address names, and all where it names none", () => {
  const time = { since: "2026-11-14T00:00:00.000Z", until: "2026-11-21T00:00:00.000Z" };
  expect(toDecided(new URLSearchParams({ ...time, due: "1" }))).toEqual({ decidedIn: time, withDue: true });
  expect(toDecided(new URLSearchParams("since=never&until=2026-11-21"))).toEqual({});
  expect(decidedInWords({}, "UTC")).toBeUndefined();
  expect(decidedInWords({ decidedIn: time, withDue: true }, "UTC")).toBe(
    "Decided from 14 Nov 2026, 00:00 UTC to 21 Nov 2026, 00:00 UTC, with a due time",
  );
});
