import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openReviewsWorld, REVIEWERS_PASSWORD, reviewedSource } from "#tests/support/reviews-world.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";

vi.mock("server-only", () => ({}));

const world = await openReviewsWorld();
const { engine, orgId, by, database, detail, reviewed, ask, decide, liveName } = world;
let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "omnilink-reviews-"))));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const omnilink = (...args: readonly string[]) =>
  runOmnilink(args, { DATABASE_URL: database.url, OMNILINK_DATA: folder, OMNILINK_PASSWORD: REVIEWERS_PASSWORD });

/** A folder of flows with this one in it. */
function folderWith(id: string, name: string): string {
  const flows = join(folder, id);
  mkdirSync(join(flows, "flows", id), { recursive: true });
  writeFileSync(join(flows, "flows", id, "flow.yaml"), reviewedSource(id, name));
  return flows;
}
const flowIn = (flows: string, id: string): string => join(flows, "flows", id);

it("deploys and applies nothing past a review that is required", async () => {
  await reviewed("refused");
  const flows = folderWith("refused", "Orders, better");
  for (const args of [
    ["deploy", flowIn(flows, "refused")],
    ["apply", flows, "--yes", "--force"],
  ]) {
    const { code, stderr } = await omnilink(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining("flow/review-required")]);
    expect(stderr).toContain("goes live only after a review");
  }
  expect(await liveName("refused")).toBe("Orders");
});

it("lets the same approved content through, and nothing else", async () => {
  const reviewId = await ask("fromText", await reviewed("fromText"));
  expect(await decide(reviewId, "Eve")).toEqual({ ok: true });
  expect((await omnilink("deploy", flowIn(folderWith("fromText", "Something else"), "fromText"))).code).toBe(2);
  expect((await omnilink("deploy", flowIn(folderWith("fromText", "Orders, better"), "fromText"))).code).toBe(0);
  expect(await detail(reviewId)).toMatchObject({ status: "published", publishedVersion: 2 });
});

it("applies past its review where the glass is broken with a reason, and owes the review", async () => {
  await reviewed("broken");
  const apply = (...more: string[]) => omnilink("apply", folderWith("broken", "Hurried"), "--yes", "--force", ...more);
  expect(await apply("--break-glass")).toMatchObject({ code: 2, stderr: expect.stringContaining("takes a reason") });
  expect(await apply("--break-glass", "--reason", "Charged twice")).toMatchObject({ code: 0 });
  expect(await liveName("broken")).toBe("Hurried");
  const owed = await engine.reviews.list(orgId, "open", "");
  expect(owed.find(({ flowId }) => flowId === "broken")).toMatchObject({ brokeGlass: { reason: "Charged twice" } });
});

it("lists, shows and decides reviews as the person who signs in", async () => {
  const reviewId = await ask("decided", await reviewed("decided"));
  await engine.reviews.comment({ orgId, reviewId, by: by("Eve"), text: "Why?", path: "setting name" });
  expect((await omnilink("reviews")).stdout).toContain(`${reviewId}  decided`);
  const { stdout } = await omnilink("reviews", "show", reviewId);
  expect(stdout).toContain('  Setting name was "Orders" and is now "Orders, better".\n    Eve: Why?\n');
  expect(stdout).toContain("It takes 1 approval by executive or admin.");
  const approve = (who: string) => omnilink("reviews", "approve", reviewId, "--as", `${who}@example.com`, "--json");
  expect(await approve("nobody")).toMatchObject({ code: 2, stderr: expect.stringContaining("do not belong together") });
  expect(await approve("ana")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("You worked on these changes yourself"),
  });
  const approved = await approve("eve");
  expect([approved.code, JSON.parse(approved.stdout)]).toEqual([0, { reviewId, status: "approved" }]);
});

it("rejects with words, and withdraws for who asked", async () => {
  const first = await ask("rejected", await reviewed("rejected"));
  expect((await omnilink("reviews", "reject", first, "--as", "eve@example.com")).code).toBe(2);
  expect(await omnilink("reviews", "reject", first, "--as", "eve@example.com", "--comment", "Another name")).toMatchObject({
    ...{ code: 0, stderr: expect.stringContaining("sent back") },
  });
  expect(await detail(first)).toMatchObject({
    status: "changesRequested",
    entries: [{}, { text: "Another name", author: "Eve" }],
  });
  const second = await ask("rejected", (await engine.drafts.open(orgId, "rejected"))!.revision);
  expect((await omnilink("reviews", "withdraw", second, "--as", "eve@example.com")).code).toBe(2);
  expect((await omnilink("reviews", "withdraw", second, "--as", "ana@example.com")).code).toBe(0);
  expect(await detail(second)).toMatchObject({ status: "withdrawn" });
});
