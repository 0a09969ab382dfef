import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEngine, type Engine } from "#engine/index.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const flow = (id: string): string => `omnilink: 1
id: ${id}
name: Shop
nodes:
  - { id: start, kind: trigger.manual }
  - { id: hook, kind: trigger.webhook, config: { path: orders } }
  - { id: limit, kind: map, config: { expression: input } }
edges:
  - { from: start, to: limit }
  - { from: hook, to: limit }
`;

describe("taking a flow out of service in one environment", () => {
  let database: TestDatabase;
  let engine: Engine;
  let orgId = "";

  beforeAll(async () => {
    database = await createTestDatabase();
    engine = await openEngine({ databaseUrl: database.url });
    ({ orgId } = engine);
  });
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });

  const deploy = (flowId: string, environment: string) =>
    engine.flows.deploy({ orgId, source: flow(flowId), deployedBy: "test", environment });
  const placeOf = async (flowId: string, environment: string) =>
    (await engine.environments.places(orgId, flowId))!.find((place) => place.environment === environment)!;

  it("leaves the others as they are, ends its triggers there, and says who did it and why", async () => {
    for (const environment of ["test", "prod"]) expect((await deploy("shop", environment)).ok).toBe(true);
    const [webhook] = Object.values((await placeOf("shop", "test")).webhooks);
    const token = webhook!.path.split("/")[2]!;
    expect(await engine.flows.findWebhook(token)).toMatchObject({ environment: "test" });

    const retire = { orgId, flowId: "shop", environment: "test", by: "Ada", reason: "The trial is over" };
    expect(await engine.flows.retire(retire)).toEqual({ ok: true, changed: true });
    const test = await placeOf("shop", "test");
    expect(test).not.toHaveProperty("live");
    expect(test.retired).toMatchObject({ by: "Ada", reason: "The trial is over" });
    expect(await engine.flows.findWebhook(token)).toBeUndefined();
    expect(await engine.runs.start({ orgId, flowId: "shop", environment: "test", input: {} })).toMatchObject({ ok: false });
    expect((await placeOf("shop", "prod")).live?.version).toBe(1);
    expect(await engine.runs.start({ orgId, flowId: "shop", input: {} })).toMatchObject({ ok: true });

    expect(await engine.flows.retire(retire)).toEqual({ ok: true, changed: false });
    expect((await deploy("shop", "test")).ok).toBe(true);
    const back = await placeOf("shop", "test");
    expect(back.live?.version).toBe(1);
    expect(back).not.toHaveProperty("retired");
    // An address that was given up is not given out again.
    const [renewed] = Object.values(back.webhooks);
    expect(renewed?.path).not.toBe(webhook!.path);
    expect(await engine.flows.findWebhook(renewed!.path.split("/")[2]!)).toMatchObject({ environment: "test" });
  });

  it("takes a review where the environment has one, and names an environment that there is", async () => {
    expect((await deploy("kept", "test")).ok).toBe(true);
    const rule = { isRequired: true, quorum: 1, roles: ["admin" as const] };
    const { token } = await engine.people.invite({ orgId, role: "admin", invitedBy: "test" });
    const ada = { email: "ada@example.com", name: "Ada", password: "correct horse battery" };
    await engine.people.accept({ token, ...ada });
    const { userId } = (await engine.people.authenticate(ada.email, ada.password))!;
    expect(await engine.reviews.setRule({ orgId, environment: "test", rule, by: { userId, name: "Ada" } })).toMatchObject({
      ok: true,
    });
    const kept = { orgId, flowId: "kept", by: "Ada" };
    expect(await engine.flows.retire({ ...kept, environment: "test" })).toMatchObject({
      ok: false,
      problems: [{ code: "flow/review-required" }],
    });
    expect((await placeOf("kept", "test")).live?.version).toBe(1);
    expect(await engine.flows.retire({ ...kept, environment: "staging" })).toMatchObject({
      ok: false,
      problems: [{ code: "environment/unknown" }],
    });
  });

  it("is a command", async () => {
    expect((await deploy("commanded", "dev")).ok).toBe(true);
    const { code, stdout } = await runOmnilink(["retire", "commanded", "--env", "dev", "--reason", "Done", "--json"], {
      DATABASE_URL: database.url,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ flowId: "commanded", environment: "dev", changed: true });
    expect((await placeOf("commanded", "dev")).retired).toMatchObject({ reason: "Done" });
  });

  it("refuses a flow that was never live, and takes one that is out of service as it is", async () => {
    const env = { DATABASE_URL: database.url };
    const unknown = await runOmnilink(["retire", "nobodyKnowsIt"], env);
    expect(unknown.code).not.toBe(0);
    expect(unknown.stdout + unknown.stderr).toContain('There is no flow "nobodyKnowsIt"');
    expect((await runOmnilink(["retire", "commanded", "--env", "dev"], env)).code).toBe(0);
  });
});
