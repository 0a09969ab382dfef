import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { Role } from "#engine/core/role.ts";
import type { Engine, Membership } from "#engine/index.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

const shop = (id: string, name = "Shop"): string => `omnilink: 1
id: ${id}
name: ${name}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: hook, kind: trigger.webhook, config: { path: orders } }
  - { id: limit, kind: map, config: { expression: "{ 'limit': env.LIMIT, 'greeting': env.GREETING & '!' }" } }
edges:
  - { from: start, to: limit }
  - { from: hook, to: limit }
`;

const caller = (id: string, connection: string): string => `omnilink: 1
id: ${id}
name: Caller
nodes:
  - { id: start, kind: trigger.manual }
  - { id: call, kind: http, config: { connection: ${connection}, method: GET, url: /nowhere }, retry: { maxAttempts: 1 } }
edges:
  - { from: start, to: call }
`;

describe("environments", () => {
  let live: LiveEngine;
  let engine: Engine;
  let orgId = "";
  const people = new Map<string, Membership>();
  const by = (name: string) => ({ userId: people.get(name)!.userId, name });

  async function joins(name: string, role: Role): Promise<void> {
    const email = `${name.toLowerCase()}@example.com`;
    const { token } = await engine.people.invite({ orgId, role, invitedBy: "test" });
    await engine.people.accept({ token, email, name, password: "correct horse battery" });
    const { userId } = (await engine.people.authenticate(email, "correct horse battery"))!;
    people.set(name, (await engine.people.membership(userId))!);
  }

  beforeAll(async () => {
    live = await startLiveEngine();
    ({ engine, orgId } = live);
    await joins("Ada", "admin");
    await joins("Ana", "analyst");
    await joins("Eve", "executive");
  });
  afterAll(() => live.stop());

  const set = (environment: string, name: string, value?: JsonValue, who = "Ada") =>
    engine.environments.setVariable({ orgId, environment, name, ...(value === undefined ? {} : { value }), by: by(who) });
  const deploy = (source: string, environment?: string) =>
    engine.flows.deploy({ orgId, source, deployedBy: "test", ...(environment === undefined ? {} : { environment }) });
  const placeOf = async (flowId: string, environment: string) =>
    (await engine.environments.places(orgId, flowId))!.find((place) => place.environment === environment)!;
  const liveIn = async (flowId: string, environment: string) => (await placeOf(flowId, environment)).live?.version;
  async function promote(flowId: string, from: string, to: string, who = "Ana") {
    const { contentHash } = (await placeOf(flowId, from)).live!;
    return engine.environments.promote({ orgId, flowId, from, to, contentHash, by: by(who) });
  }
  async function run(flowId: string, environment: string): Promise<{ runId: string; output: unknown }> {
    const started = await engine.runs.start({ orgId, flowId, environment, input: {} });
    if (!started.ok) throw new Error(JSON.stringify(started));
    await live.reached(started.runId);
    const end = (await live.events(started.runId)).findLast((event) => event.type === "step.completed");
    return { runId: started.runId, output: end?.data };
  }
  async function supply(): Promise<void> {
    for (const [place, limit, greeting] of [
      ["dev", 1, "dev"],
      ["test", 20, "test"],
      ["prod", 300, "Hello"],
    ] as const) {
      expect(await set(place, "LIMIT", limit)).toEqual({ ok: true });
      expect(await set(place, "GREETING", greeting)).toEqual({ ok: true });
    }
  }

  it("are three for every organization, in order", async () => {
    expect(await engine.environments.list(orgId)).toEqual([
      { name: "dev", position: 1 },
      { name: "test", position: 2 },
      { name: "prod", position: 3 },
    ]);
  });

  it("refuse a flow that reads a variable which is not there, with what to do", async () => {
    const refused = await deploy(shop("needy"), "dev");
    expect(refused).toMatchObject({
      ok: false,
      problems: [
        {
          code: "environment/unknown-variable",
          nodeId: "limit",
          message: "An expression reads env.LIMIT, and dev has no variable LIMIT.",
          fix: "Add LIMIT to the variables of dev, on the page Environments, or correct the name.",
        },
        { code: "environment/unknown-variable" },
      ],
    });
    expect(await engine.flows.get(orgId, "needy")).toBeUndefined();
  });

  it("refuse a connection that leads nowhere, and a place that is none", async () => {
    expect(await deploy(caller("lost", "paymnts"), "test")).toMatchObject({
      ok: false,
      problems: [{ code: "environment/unmapped-connection", suggestion: "payments" }],
    });
    expect(await deploy(caller("lost", "payments"), "staging")).toMatchObject({
      ok: false,
      problems: [{ code: "environment/unknown", fix: "Name one of dev, test, prod." }],
    });
  });

  it("take the same content from one to the next, and each gives it its own values", async () => {
    await supply();
    expect(await deploy(shop("shop"), "dev")).toMatchObject({ ok: true, version: 1 });
    expect(await promote("shop", "dev", "test")).toMatchObject({ ok: true, version: 1 });
    expect(await promote("shop", "test", "prod")).toMatchObject({ ok: true, version: 1 });
    const places = (await engine.environments.places(orgId, "shop"))!;
    expect(new Set(places.map((place) => place.live?.contentHash)).size).toBe(1);
    expect(places.map((place) => place.live?.promotedFrom)).toEqual([undefined, "dev", "test"]);
    expect(await engine.drafts.versions(orgId, "shop")).toHaveLength(1);
    expect((await run("shop", "dev")).output).toMatchObject({ output: { limit: 1, greeting: "dev!" } });
    expect((await run("shop", "test")).output).toMatchObject({ output: { limit: 20, greeting: "test!" } });
    expect((await run("shop", "prod")).output).toMatchObject({ output: { limit: 300, greeting: "Hello!" } });
  });

  it("keep with a run what its variables were, so that its replay says the same", async () => {
    const { runId } = await run("shop", "test");
    expect(await set("test", "LIMIT", 99)).toEqual({ ok: true });
    const [first] = await live.events(runId);
    expect(first!.data).toMatchObject({ environment: "test", env: { LIMIT: 20, GREETING: "test" } });
    expect(await engine.runs.replay(orgId, runId)).toMatchObject({ ok: true });
    const forked = await engine.runs.redrive({ orgId, runId, mode: "fork", from: { from: "start" }, by: "Ana" });
    if (!forked.ok) throw new Error(JSON.stringify(forked));
    await live.reached(forked.runId);
    expect((await live.events(forked.runId))[0]!.data).toMatchObject({ environment: "test", env: { LIMIT: 99 } });
    expect(await set("test", "LIMIT", 20)).toEqual({ ok: true });
  });

  it("tell their runs apart, and start one each for the same delivery", async () => {
    const start = (environment: string) =>
      engine.runs.start({ orgId, flowId: "shop", environment, input: {}, triggerKey: "delivery-1" });
    const [here, there, again] = [await start("test"), await start("prod"), await start("test")];
    if (!here.ok || !there.ok || !again.ok) throw new Error("A start was refused.");
    expect(here.runId).not.toBe(there.runId);
    expect(again).toMatchObject({ runId: here.runId, created: false });
    const listed = async (environment: string) =>
      (await engine.runs.list(orgId, { environment, limit: 100 })).runs.map(({ runId }) => runId);
    expect(await listed("test")).toContain(here.runId);
    expect(await listed("test")).not.toContain(there.runId);
    expect(await listed("prod")).not.toContain(here.runId);
    expect(await engine.runs.get(orgId, here.runId)).toMatchObject({ environment: "test" });
    expect(await engine.runs.get(orgId, there.runId)).not.toHaveProperty("environment");
  });

  it("listen at addresses of their own", async () => {
    const paths = await Promise.all(
      ["dev", "test", "prod"].map(async (name) => (await placeOf("shop", name)).webhooks["hook"]!.path),
    );
    expect(new Set(paths).size).toBe(3);
    const token = paths[1]!.split("/")[2]!;
    expect(await engine.flows.findWebhook(token)).toMatchObject({ flowId: "shop", environment: "test", trigger: "hook" });
  });

  it("lead a connection where each of them says", async () => {
    expect(await deploy(caller("caller", "payments"), "test")).toMatchObject({ ok: true });
    const map = (target?: string) =>
      engine.environments.mapConnection({
        ...{ orgId, environment: "test", name: "payments", by: by("Ada") },
        ...(target === undefined ? {} : { target }),
      });
    expect(await map("warehose")).toEqual({ ok: false, message: expect.stringContaining("Did you mean warehouse?") });
    expect(await map("warehouse")).toEqual({ ok: true });
    const { runId } = await run("caller", "test");
    const preview = await engine.environments.previewPromotion({ orgId, flowId: "caller", from: "test", to: "prod" });
    expect(preview!.connections).toEqual([{ name: "payments", from: "warehouse", to: "payments" }]);
    const answers = JSON.stringify(await live.events(runId));
    expect(answers).toContain("/warehouse/nowhere");
    expect(answers).not.toContain("/payments/nowhere");
    expect(await map()).toEqual({ ok: true });
    expect(JSON.stringify(await live.events((await run("caller", "test")).runId))).toContain("/payments/nowhere");
  });

  it("let only an admin change what they give, and say who did", async () => {
    expect(await set("prod", "LIMIT", 1, "Ana")).toEqual({
      ok: false,
      message: "Only an admin may change what an environment gives to flows.",
    });
    expect(await set("prod", "no good", 1)).toMatchObject({ ok: false, message: expect.stringContaining("cannot be the name") });
    const [newest] = (await engine.environments.history(orgId)).filter(({ what }) => what === "variable");
    expect(newest).toMatchObject({ environment: "test", name: "LIMIT", to: "20", changedBy: "Ada" });
  });

  it("keep a variable that a live flow reads", async () => {
    expect(await set("test", "LIMIT")).toEqual({ ok: false, message: expect.stringContaining("“Shop” would find nothing") });
    expect(await set("test", "SPARE", "x")).toEqual({ ok: true });
    expect(await set("test", "SPARE")).toEqual({ ok: true });
    expect((await engine.environments.settings(orgId)).variables.map(({ name }) => name)).not.toContain("SPARE");
  });

  it("go back by themselves, and to the version before each time", async () => {
    for (const name of ["Two", "Three"]) await deploy(shop("returning", name), "test");
    await deploy(shop("returning", "Two"), "prod");
    expect((await placeOf("returning", "test")).back).toBe(1);
    const request = { orgId, flowId: "returning", environment: "test", version: 1, reason: "Too slow", by: by("Ana") };
    expect(await engine.drafts.goBack(request)).toMatchObject({ ok: true, version: 1 });
    expect(await liveIn("returning", "test")).toBe(1);
    expect((await placeOf("returning", "test")).back).toBeUndefined();
    expect(await liveIn("returning", "prod")).toBe(1);
  });

  it("ask for a review where they require one, of people who did not work on it", async () => {
    await deploy(shop("reviewed"), "dev");
    const rule = { isRequired: true, quorum: 1, roles: ["executive", "analyst", "admin"] as const };
    expect(await engine.reviews.setRule({ orgId, environment: "prod", flowId: "reviewed", rule, by: by("Ada") })).toEqual({
      ok: true,
    });
    const opened = (await engine.drafts.open(orgId, "reviewed"))!;
    const edit = setFlowField(opened.draft, ["name"], "Better");
    if (!edit.ok) throw new Error(edit.reason);
    await engine.drafts.save({
      ...{ orgId, flowId: "reviewed", clientId: "w", baseRevision: 0, baseVersion: 1, by: by("Ana") },
      edits: [{ editId: 1, edit: edit.edit }],
    });
    const { revision } = (await engine.drafts.open(orgId, "reviewed"))!;
    const publish = { orgId, flowId: "reviewed", revision, by: by("Ana") };
    expect(await engine.drafts.publish(publish)).toMatchObject({ ok: false, reason: "review" });
    expect(await engine.drafts.publish({ ...publish, environment: "dev" })).toMatchObject({ ok: true, version: 2 });
    expect(await promote("reviewed", "dev", "prod", "Ada")).toMatchObject({ ok: false, reason: "review" });
    const { contentHash } = (await placeOf("reviewed", "dev")).live!;
    const asked = await engine.environments.requestReview({
      ...{ orgId, flowId: "reviewed", from: "dev", to: "prod", contentHash, by: by("Ada") },
    });
    if (!asked.ok) throw new Error(JSON.stringify(asked));
    const decide = async (who: string) => {
      const { bundleHash } = (await engine.reviews.get(orgId, asked.reviewId, by(who).userId))!;
      return engine.reviews.decide({ orgId, reviewId: asked.reviewId, decision: "approve", bundleHash, by: by(who) });
    };
    expect(await decide("Ana")).toMatchObject({ ok: false });
    expect(await decide("Ada")).toMatchObject({ ok: false });
    expect(await decide("Eve")).toEqual({ ok: true });
    expect(await promote("reviewed", "dev", "prod", "Ada")).toMatchObject({ ok: true, version: 2 });
    expect(await liveIn("reviewed", "prod")).toBe(2);
  });

  it("leave the draft alone when a version is taken further", async () => {
    await deploy(shop("drafted", "One"));
    await deploy(shop("drafted", "Two"), "dev");
    const opened = () => engine.drafts.open(orgId, "drafted").then((draft) => draft!.draft.document.name);
    expect(await opened()).toBe("Two");
    await promote("drafted", "dev", "test");
    await deploy(shop("drafted", "Three"), "dev");
    await promote("drafted", "test", "prod");
    expect(await opened()).toBe("Three");
    await promote("drafted", "dev", "prod");
    expect(await opened()).toBe("Three");
  });

  it("refuse to promote something else than what was shown", async () => {
    const { contentHash } = (await placeOf("drafted", "dev")).live!;
    await deploy(shop("drafted", "Four"), "dev");
    expect(
      await engine.environments.promote({ orgId, flowId: "drafted", from: "dev", to: "test", contentHash, by: by("Ana") }),
    ).toMatchObject({ ok: false, reason: "moved" });
  });

  it("keep their events to themselves", async () => {
    const listening = (name: string) => `omnilink: 1
id: listener
name: ${name}
nodes:
  - { id: start, kind: trigger.event, config: { types: [order.placed] } }
  - { id: same, kind: map, config: { expression: input } }
edges:
  - { from: start, to: same }
`;
    await deploy(listening("Listener"), "test");
    await deploy(listening("Listener"));
    const event = { orgId, type: "order.placed", source: "/test", data: {}, key: "event-1" };
    expect(await engine.events.emit({ ...event, environment: "test" })).toMatchObject({ created: true });
    await expect.poll(async () => (await engine.events.list(orgId, { limit: 10 }))[0]?.isDelivered).toBe(true);
    const { runs } = await engine.runs.list(orgId, { flowId: "listener", limit: 10 });
    expect(runs.map(({ environment }) => environment)).toEqual(["test"]);
    expect(await engine.events.emit(event)).toMatchObject({ created: true });
  });
});
