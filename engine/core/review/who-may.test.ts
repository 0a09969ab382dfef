import { describe, expect, it } from "vitest";
import { whyNotCancel, whyNotDecide, whyNotWithdraw, type ReviewCase } from "./who-may.ts";

const review: ReviewCase = { status: "open", authors: ["ana"], approvedBy: [], roles: ["executive", "admin"] };
const eve = { userId: "eve", role: "executive" } as const;

describe("who may decide a review", () => {
  it("is anybody in a named role who did not work on it", () => {
    expect(whyNotDecide(review, eve, "approve")).toBeUndefined();
    expect(whyNotDecide(review, { userId: "ana", role: "admin" }, "approve")).toMatch(/worked on these changes yourself/);
    expect(whyNotDecide(review, { userId: "ed", role: "engineer" }, "approve")).toMatch(/takes one of: executive, admin/);
  });

  it("approves once, and may still ask for changes", () => {
    const approved = { ...review, approvedBy: ["eve"] };
    expect(whyNotDecide(approved, eve, "approve")).toMatch(/approved it already/);
    expect(whyNotDecide(approved, eve, "requestChanges")).toBeUndefined();
    expect(whyNotDecide({ ...approved, status: "approved" }, eve, "requestChanges")).toBeUndefined();
    expect(whyNotDecide({ ...approved, status: "approved" }, eve, "approve")).toMatch(/all its approvals/);
  });

  it("does not decide what is over, or what another version has overtaken", () => {
    for (const status of ["canceled", "withdrawn", "published", "superseded", "changesRequested", "settled", "objected"] as const)
      expect(whyNotDecide({ ...review, status }, eve, "approve")).toMatch(/closed/);
    expect(whyNotDecide({ ...review, overtakenBy: 4 }, eve, "approve")).toMatch(/Version 4 went live/);
    expect(whyNotDecide({ ...review, status: "owed", overtakenBy: 4 }, eve, "approve")).toBeUndefined();
  });
});

describe("who may withdraw a review", () => {
  it("is the person who asked for it, while it is going on", () => {
    const asked = { ...review, askedBy: "ana", authors: ["ana", "ed"] };
    expect(whyNotWithdraw(asked, { userId: "ana", role: "analyst" })).toBeUndefined();
    expect(whyNotWithdraw(asked, { userId: "ed", role: "engineer" })).toMatch(/Only the person who asked/);
    expect(whyNotWithdraw({ ...asked, status: "withdrawn" }, { userId: "ana", role: "analyst" })).toMatch(/closed: withdrawn/);
  });
});

describe("who may cancel a review", () => {
  it("is an author or an admin, while it is going on", () => {
    expect(whyNotCancel(review, { userId: "ana", role: "analyst" })).toBeUndefined();
    expect(whyNotCancel(review, { userId: "root", role: "admin" })).toBeUndefined();
    expect(whyNotCancel(review, eve)).toMatch(/Only the people who worked on the changes/);
    expect(whyNotCancel({ ...review, status: "published" }, { userId: "ana", role: "analyst" })).toMatch(/closed: published/);
    expect(whyNotCancel({ ...review, status: "owed" }, { userId: "root", role: "admin" })).toMatch(/live already/);
  });
});
