import { afterAll, describe, expect, it, vi } from "vitest";
import { openReviewsWorld, reviewedSource as source } from "#tests/support/reviews-world.ts";

vi.mock("server-only", () => ({}));

const world = await openReviewsWorld();
const { engine, other, orgId, person, by, api, deploy, liveName, rename, reviewed, ask, detail, decide } = world;

describe("publishing with review", () => {
  afterAll(() => world.close());

  it("is refused at every door while no review allows it, with the reason", async () => {
    const revision = await reviewed("everyDoor");
    const reason = "“Orders, better” goes live only after a review, with 1 approval by executive or admin.";
    // The procedure behind the button of the page.
    expect(await api("Ana").drafts.publish({ flowId: "everyDoor", revision })).toMatchObject({
      ...{ ok: false, reason: "review", message: reason },
    });
    expect(await engine.drafts.publish({ orgId, flowId: "everyDoor", revision, by: by("Ada") })).toMatchObject({
      ...{ ok: false, reason: "review" },
    });
    expect(await deploy("everyDoor", "Orders, better")).toMatchObject({
      ok: false,
      problems: [{ code: "flow/review-required", message: reason }],
    });
    expect(await liveName("everyDoor")).toBe("Orders");
    expect(await engine.drafts.versions(orgId, "everyDoor")).toHaveLength(1);
  });

  it("does not let a flow be taken out of service past its rule", async () => {
    await reviewed("kept");
    expect(await engine.flows.retire({ orgId, flowId: "kept", by: "test" })).toMatchObject({
      ok: false,
      problems: [{ code: "flow/review-required", message: expect.stringContaining("cannot be taken out of service") }],
    });
    expect(await liveName("kept")).toBe("Orders");
  });

  it("lets what is live be deployed again, since nothing changes", async () => {
    await reviewed("same");
    expect(await deploy("same")).toMatchObject({ ok: true, version: 1, changed: false });
  });

  it("holds for new flows too, when the rule is the organization's", async () => {
    const rule = { isRequired: true, quorum: 1, roles: ["executive"] as const };
    expect(await engine.reviews.setRule({ orgId, rule, by: by("Ada") })).toEqual({ ok: true });
    expect(await deploy("brandNew")).toMatchObject({ ok: false, problems: [{ code: "flow/review-required" }] });
    expect(await engine.flows.get(orgId, "brandNew")).toBeUndefined();
    expect(await engine.reviews.setRule({ orgId, rule: { ...rule, isRequired: false }, by: by("Ada") })).toEqual({ ok: true });
    expect(await deploy("brandNew")).toMatchObject({ ok: true, version: 1 });
  });

  it("publishes exactly what was approved, and leaves later changes in the draft", async () => {
    const revision = await reviewed("whole", 2);
    const reviewId = await ask("whole", revision);
    expect(await detail(reviewId)).toMatchObject({
      ...{ status: "open", waitsForMe: "decision", requestedBy: "Ana", quorum: 2, approvedBy: [] },
      before: { version: 1, document: { name: "Orders" } },
      document: { name: "Orders, better" },
      bundle: { changes: [{ author: "Ana" }], base: { version: 1 }, rule: { quorum: 2 } },
    });
    expect(await decide(reviewId, "Eve")).toEqual({ ok: true });
    expect(await engine.reviews.publish({ orgId, reviewId, by: by("Ana") })).toMatchObject({ ok: false, reason: "review" });
    await rename("whole", "Ed", "Orders, later");
    expect(await decide(reviewId, "Eli", { comment: "Good" })).toEqual({ ok: true });
    expect(await detail(reviewId, "Ana")).toMatchObject({ status: "approved", waitsForMe: "publication" });
    expect(await engine.reviews.publish({ orgId, reviewId, by: by("Eve") })).toMatchObject({ ok: false, reason: "review" });
    expect(await api("Ana").reviews.publish({ reviewId })).toMatchObject({ ok: true, version: 2 });
    expect(await liveName("whole")).toBe("Orders, better");
    expect((await engine.drafts.open(orgId, "whole"))!.draft.document.name).toBe("Orders, later");
    expect(await engine.drafts.history(orgId, "whole")).toMatchObject([{ author: "Ed" }]);
    const { status, publishedVersion, entries } = await detail(reviewId);
    expect([status, publishedVersion]).toEqual(["published", 2]);
    expect(entries.map(({ kind, author }) => `${kind} ${author}`)).toEqual([
      "requested Ana",
      "approved Eve",
      "approved Eli",
      "published Ana",
    ]);
    const told = (await engine.events.list(orgId, { limit: 100 })).filter(({ subject }) => subject === "whole");
    expect(told.map(({ type }) => type).toReversed()).toEqual([
      "omnilink.review.requested",
      "omnilink.review.approved",
      "omnilink.review.published",
    ]);
  });

  it("never counts the word of an author, whoever asked for the review", async () => {
    await reviewed("own");
    const revision = await rename("own", "Ada", "Orders of Ada");
    const reviewId = await ask("own", revision, "Ed");
    for (const author of ["Ada", "Ed", "Ana"])
      expect(await decide(reviewId, author)).toMatchObject({ ok: false, message: expect.stringContaining("yourself") });
    // A role that the caller makes up is not believed.
    const forged = { ...by("Ed"), role: "admin" };
    expect(await decide(reviewId, "Ed", { by: forged })).toMatchObject({ ok: false });
    expect(await decide(reviewId, "Eve", { orgId: person("Eve").userId })).toMatchObject({ ok: false });
    expect((await detail(reviewId)).approvedBy).toEqual([]);
  });

  it("counts each person once and no author when everybody approves at once, from two processes", async () => {
    const reviewId = await ask("race", await reviewed("race", 2));
    const tries = Array.from({ length: 8 }, (_, index) =>
      ["Ana", "Eve", "Eli", "Ada"].map((who) => decide(reviewId, who, {}, index % 2 === 0 ? engine : other)),
    ).flat();
    const answers = await Promise.all(tries);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
    const { approvedBy, status } = await detail(reviewId);
    expect(approvedBy).toHaveLength(2);
    expect(new Set(approvedBy).size).toBe(2);
    expect(approvedBy).not.toContain("Ana");
    expect(status).toBe("approved");
  });

  it("has one outcome when it is approved, canceled and published at once", async () => {
    for (let round = 0; round < 5; round++) {
      const flowId = `mixed${round}`;
      const reviewId = await ask(flowId, await reviewed(flowId));
      const [approved, canceled, published] = await Promise.all([
        decide(reviewId, "Eve"),
        other.reviews.cancel({ orgId, reviewId, by: by("Ana") }),
        other.reviews.publish({ orgId, reviewId, by: by("Ana") }),
      ]);
      const { status } = await detail(reviewId);
      expect(["approved", "canceled", "published"]).toContain(status);
      expect(await liveName(flowId)).toBe(published.ok ? "Orders, better" : "Orders");
      if (status === "canceled") expect(canceled.ok).toBe(true);
      if (published.ok) expect([approved.ok, status]).toEqual([true, "published"]);
    }
  });

  it("is void when what was shown is not what would go live any more", async () => {
    const revision = await reviewed("overtaken");
    const reviewId = await ask("overtaken", revision);
    const stale = { bundleHash: `sha256:${"0".repeat(64)}` };
    expect(await decide(reviewId, "Eve", stale)).toMatchObject({
      ok: false,
      message: expect.stringContaining("not what you were"),
    });
    expect(await decide(reviewId, "Eve")).toEqual({ ok: true });
    // Another version goes live past the review.
    const breakGlass = { reason: "It cannot wait" };
    expect(
      await engine.flows.deploy({ orgId, source: source("overtaken", "Hurried"), deployedBy: "ops", breakGlass }),
    ).toMatchObject({ ok: true, version: 2 });
    expect(await engine.reviews.publish({ orgId, reviewId, by: by("Ana") })).toMatchObject({
      ...{ ok: false, reason: "review", message: expect.stringContaining("Version 2 went live after") },
    });
    expect(await liveName("overtaken")).toBe("Hurried");
  });

  it("replaces the review of a flow when a newer one is asked for, without its approvals", async () => {
    const first = await ask("replaced", await reviewed("replaced"));
    expect(await decide(first, "Eve")).toEqual({ ok: true });
    const second = await ask("replaced", await rename("replaced", "Ana", "Orders, best"));
    expect(await detail(first)).toMatchObject({ status: "superseded" });
    expect(await detail(second)).toMatchObject({ status: "open", approvedBy: [] });
    expect(await engine.reviews.publish({ orgId, reviewId: first, by: by("Ana") })).toMatchObject({ ok: false });
  });

  it("is withdrawn by who asked for it, which stays on record, and not by others", async () => {
    const reviewId = await ask("withdrawn", await reviewed("withdrawn"));
    const act = (who: string) => engine.reviews.withdraw({ orgId, reviewId, by: by(who) });
    for (const other of ["Eve", "Ada"]) expect(await act(other)).toMatchObject({ ok: false });
    expect((await detail(reviewId, "Ana")).whyNot.withdraw).toBeUndefined();
    await api("Ana").reviews.withdraw({ reviewId });
    const { status, entries, whyNot } = await detail(reviewId, "Ana");
    expect([status, entries.at(-1)]).toMatchObject(["withdrawn", { kind: "withdrawn", author: "Ana", role: "analyst" }]);
    expect(whyNot.withdraw).toBe("The review is closed: withdrawn.");
    expect(await decide(reviewId, "Eve")).toMatchObject({ ok: false, message: "The review is closed: withdrawn." });
    expect(await engine.events.list(orgId, { type: "omnilink.review.withdrawn", limit: 5 })).toContainEqual(
      expect.objectContaining({ subject: "withdrawn", data: expect.objectContaining({ by: "Ana" }) }),
    );
  });

  it("keeps a comment with the change it is about, and takes none about another", async () => {
    const reviewId = await ask("commented", await reviewed("commented"));
    const comment = (path: string) => api("Eve").reviews.comment({ reviewId, text: "Why?", path });
    await comment("setting name");
    await expect(comment("node price config.expression")).rejects.toThrow(/no such change in this review/);
    expect((await detail(reviewId)).entries.at(-1)).toMatchObject({ kind: "commented", path: "setting name", text: "Why?" });
  });

  it("can be called off by its authors, and ends when changes are requested, with words", async () => {
    const first = await ask("ended", await reviewed("ended"));
    expect(await engine.reviews.cancel({ orgId, reviewId: first, by: by("Eve") })).toMatchObject({ ok: false });
    expect(await engine.reviews.comment({ orgId, reviewId: first, by: by("Eli"), text: "Why?" })).toEqual({ ok: true });
    expect(await engine.reviews.cancel({ orgId, reviewId: first, by: by("Ana") })).toEqual({ ok: true });
    const second = await ask("ended", (await engine.drafts.open(orgId, "ended"))!.revision);
    expect(await decide(second, "Eve", { decision: "requestChanges" })).toMatchObject({ ok: false });
    expect(await decide(second, "Eve", { decision: "requestChanges", comment: "Another name" })).toEqual({ ok: true });
    expect(await decide(second, "Eli")).toMatchObject({ ok: false, message: expect.stringContaining("changes requested") });
    expect((await engine.reviews.list(orgId, "closed", person("Ana").userId)).map(({ reviewId }) => reviewId)).toEqual(
      expect.arrayContaining([first, second]),
    );
  });

  it("leaves its mark when the glass is broken, until somebody else has looked at it", async () => {
    const revision = await reviewed("glass");
    const breakGlass = { reason: "Orders are charged twice" };
    const publish = (who: string) => engine.drafts.publish({ orgId, flowId: "glass", revision, by: by(who), breakGlass });
    expect(await publish("Ed")).toMatchObject({ ok: false, reason: "review", message: expect.stringContaining("Only an admin") });
    expect(await api("Ada").drafts.publish({ flowId: "glass", revision, breakGlass })).toMatchObject({ ok: true, version: 2 });
    expect((await engine.drafts.versions(orgId, "glass"))[0]?.note).toBe("Published without review: Orders are charged twice");
    const owed = (await engine.reviews.list(orgId, "open", person("Eve").userId)).find(({ flowId }) => flowId === "glass")!;
    expect(owed).toMatchObject({ status: "owed", waitsForMe: "decision", brokeGlass: breakGlass, publishedVersion: 2 });
    const hours = (Date.parse(owed.brokeGlass!.dueAt) - Date.parse(owed.requestedAt)) / 3_600_000;
    expect(hours).toBeCloseTo(24, 1);
    const alarms = await engine.events.list(orgId, { type: "omnilink.flow.publishedWithoutReview", limit: 10 });
    expect(alarms).toContainEqual(expect.objectContaining({ subject: "glass", data: expect.objectContaining({ by: "Ada" }) }));
    expect(await decide(owed.reviewId, "Ada")).toMatchObject({ ok: false, message: expect.stringContaining("yourself") });
    expect(await engine.reviews.cancel({ orgId, reviewId: owed.reviewId, by: by("Ada") })).toMatchObject({ ok: false });
    expect(await decide(owed.reviewId, "Eve")).toEqual({ ok: true });
    expect(await detail(owed.reviewId)).toMatchObject({ status: "settled" });
  });

  it("goes back to what was cleared once, and to nothing else", async () => {
    const revision = await reviewed("back");
    const breakGlass = { reason: "It cannot wait" };
    expect(await engine.drafts.publish({ ...{ orgId, flowId: "back", revision, breakGlass }, by: by("Ada") })).toMatchObject({
      ok: true,
      version: 2,
    });
    expect(await api("Ed").versions.goBack({ flowId: "back", number: 1, reason: "Wrong prices" })).toMatchObject({
      ...{ ok: true, version: 1, changed: true },
    });
    expect(await liveName("back")).toBe("Orders");
    const [second, first] = await engine.drafts.versions(orgId, "back");
    expect(first).toMatchObject({ isLive: true, returned: { by: "Ed", reason: "Wrong prices" } });
    expect(second).toMatchObject({ isLive: false });
    // Version 2 went live past its review, and nobody has looked at it since.
    const again = () => engine.drafts.goBack({ orgId, flowId: "back", version: 2, reason: "It was right", by: by("Ed") });
    expect(await again()).toMatchObject({ ok: false, reason: "review" });
    const open = await engine.reviews.list(orgId, "open", person("Eve").userId);
    expect(await decide(open.find(({ flowId }) => flowId === "back")!.reviewId, "Eve")).toEqual({ ok: true });
    expect(await again()).toMatchObject({ ok: true, version: 2 });
    expect(await engine.drafts.goBack({ orgId, flowId: "back", version: 9, reason: "?", by: by("Ed") })).toMatchObject({
      ok: false,
    });
    await expect(api("Ana").versions.goBack({ flowId: "back", number: 1, reason: "?" })).rejects.toThrow(/Your role \(analyst\)/);
  });

  it("keeps its rule out of reach of those who may not change it, and possible to fulfill", async () => {
    const rule = { isRequired: false, quorum: 1, roles: ["executive"] as const };
    expect(await engine.reviews.setRule({ orgId, rule, by: by("Ed") })).toMatchObject({ ok: false });
    const impossible = { isRequired: true, quorum: 3, roles: ["executive"] as const };
    expect(await engine.reviews.setRule({ orgId, rule: impossible, by: by("Ada") })).toMatchObject({
      ok: false,
      message: "3 approvals by executive cannot be reached: there are 2 people in these roles. Invite somebody, or ask for less.",
    });
    const revision = await reviewed("stricter");
    const reviewId = await ask("stricter", revision);
    expect(await decide(reviewId, "Eve")).toEqual({ ok: true });
    const strict = { isRequired: true, quorum: 2, roles: ["executive", "admin"] as const };
    expect(await engine.reviews.setRule({ orgId, flowId: "stricter", rule: strict, by: by("Ada") })).toEqual({ ok: true });
    expect(await engine.reviews.publish({ orgId, reviewId, by: by("Ana") })).toMatchObject({
      message: expect.stringContaining("1 of 2 approvals"),
    });
    expect(await engine.reviews.setRule({ orgId, flowId: "stricter", rule: "inherit", by: by("Ada") })).toEqual({ ok: true });
    expect(await engine.reviews.rule(orgId, "stricter")).not.toMatchObject({ from: "flow" });
  });
});
