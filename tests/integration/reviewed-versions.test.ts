import { withClient } from "#engine/postgres/probe.ts";
import { afterAll, describe, expect, it, vi } from "vitest";
import { openReviewsWorld, reviewedSource as source } from "#tests/support/reviews-world.ts";

vi.mock("server-only", () => ({}));

const world = await openReviewsWorld();
const { engine, orgId, by, api, deploy, liveName, database } = world;
afterAll(() => world.close());

const RULE = { isRequired: true, quorum: 1, roles: ["executive"] as const };

/** Live in production as version 1, and in `dev`, where nothing is reviewed, as version 2. */
async function triedElsewhere(flowId: string): Promise<void> {
  expect(await deploy(flowId)).toMatchObject({ ok: true, version: 1 });
  const better = source(flowId, "Orders, unseen");
  const dev = await engine.flows.deploy({ orgId, source: better, deployedBy: "test", environment: "dev" });
  expect(dev).toMatchObject({ ok: true, version: 2 });
  expect(await engine.reviews.setRule({ orgId, flowId, rule: RULE, by: by("Ada") })).toEqual({ ok: true });
}

describe("a version that was only live where nothing is reviewed", () => {
  it("is nothing to go back to, though it is older than the rule", async () => {
    await triedElsewhere("neverThere");
    const refused = { ok: false, reason: "review", message: expect.stringContaining("only after a review") };
    const back = { flowId: "neverThere", number: 2, reason: "It was good in dev" };
    expect(await api("Ed").versions.goBack(back)).toMatchObject(refused);
    expect(await engine.drafts.goBack({ ...back, orgId, version: 2, by: by("Ada") })).toMatchObject(refused);
    expect(await liveName("neverThere")).toBe("Orders");
  });

  it("takes over no run of production as a fork", async () => {
    await triedElsewhere("forked");
    const started = await engine.runs.start({ orgId, flowId: "forked", input: { total: 5 }, startedBy: "test" });
    if (!started.ok) throw new Error("not started");
    await engine.runs.cancel({ orgId, runId: started.runId, by: "test", compensate: false, force: true });
    const fork = { orgId, runId: started.runId, by: "Ed", from: { from: "start" }, mode: "fork" } as const;
    expect(await engine.runs.redrive({ ...fork, version: 2 })).toMatchObject({
      ...{ ok: false, refusal: { code: "notRedrivable" } },
      problems: expect.arrayContaining([
        expect.objectContaining({
          ...{ code: "reviewRequired", severity: "error" },
          message: 'Version 2 of "Orders" goes live only after a review, and never did.',
        }),
      ]),
    });
    const preview = await engine.runs.previewRedrive({ ...fork, version: 1 });
    expect(preview.ok && preview.plan.problems.map(({ code }) => code)).not.toContain("reviewRequired");
  });

  it("is not brought along as the sub-flow of one that needs no review", async () => {
    await triedElsewhere("part");
    const around = (version: number): string => `omnilink: 1
id: around
name: Around
nodes:
  - { id: start, kind: trigger.manual }
  - { id: part, kind: subFlow, config: { flow: part, version: ${version}, input: {} } }
edges:
  - { from: start, to: part }
`;
    const refused = await engine.flows.deploy({ orgId, source: around(2), deployedBy: "test" });
    expect(refused).toMatchObject({ ok: false, problems: [{ code: "flow/review-required", nodeId: "part" }] });
    // Nor is one that comes only later.
    expect(await engine.flows.deploy({ orgId, source: around(9), deployedBy: "test" })).toMatchObject({ ok: false });
    expect(await engine.flows.get(orgId, "around")).toBeUndefined();
    expect(await engine.flows.deploy({ orgId, source: around(1), deployedBy: "test" })).toMatchObject({ ok: true });
    // In a place without reviews, it may be tried.
    const tried = await engine.flows.deploy({ orgId, source: around(2), deployedBy: "test", environment: "dev" });
    expect(tried).toMatchObject({ ok: true });
  });
});

it("goes back to a version that was live here, also one from before activations were written down", async () => {
  expect(await deploy("old")).toMatchObject({ ok: true, version: 1 });
  expect(await deploy("old", "Orders, newer")).toMatchObject({ ok: true, version: 2 });
  expect(await engine.reviews.setRule({ orgId, flowId: "old", rule: RULE, by: by("Ada") })).toEqual({ ok: true });
  await forgetActivations("old", 1);
  const back = { orgId, flowId: "old", version: 1, reason: "Wrong prices", by: by("Ed") };
  expect(await engine.drafts.goBack(back)).toMatchObject({ ok: true, version: 1 });
});

async function forgetActivations(flowId: string, version: number): Promise<void> {
  await withClient(database.url, (client) =>
    client.query("delete from flow_activation a using flow f where f.id = a.flow_id and f.slug = $1 and (a.version = $2)", [
      flowId,
      version,
    ]),
  );
}
