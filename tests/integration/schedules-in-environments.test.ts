import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEngine, type Engine } from "#engine/index.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createScheduleStore } from "#engine/postgres/schedule-rounds.ts";
import { fireSchedules } from "#engine/runtime/schedules.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const ticking = (id: string): string => `omnilink: 1
id: ${id}
name: Ticking
nodes:
  - { id: tick, kind: trigger.schedule, config: { every: PT1S } }
  - { id: say, kind: map, config: { expression: input } }
edges:
  - { from: tick, to: say }
`;

describe("schedules beside production", () => {
  let database: TestDatabase;
  let pool: ReturnType<typeof createPool>;
  let engine: Engine;
  let orgId = "";
  let admin = { userId: "", name: "Ada" };

  async function join(name: string, role: "admin" | "engineer"): Promise<{ userId: string; name: string }> {
    const person = { email: `${name.toLowerCase()}@example.com`, name, password: "correct horse battery" };
    const { token } = await engine.people.invite({ orgId, role, invitedBy: "test" });
    await engine.people.accept({ token, ...person });
    return { userId: (await engine.people.authenticate(person.email, person.password))!.userId, name };
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({ url: database.url });
    engine = await openEngine({ databaseUrl: database.url });
    ({ orgId } = engine);
    admin = await join("Ada", "admin");
  });
  afterAll(async () => {
    await engine.close();
    await pool.end();
    await database.drop();
  });

  const deploy = (flowId: string, environment: string) =>
    engine.flows.deploy({ orgId, source: ticking(flowId), deployedBy: "test", environment });
  /** After one more look at what is due, as a worker takes one. */
  async function runsIn(flowId: string, environment: string): Promise<number> {
    await createScheduleStore(pool).inRound((round) => fireSchedules(round, (request) => engine.runs.start(request)));
    return (await engine.runs.list(orgId, { flowId, environment, limit: 100 })).runs.length;
  }
  const switchTo = (isOn: boolean, environment = "test", by = admin) =>
    engine.environments.setSchedules({ orgId, environment, isOn, by });

  it("start nothing until an admin says so, and then only there", { timeout: 60_000 }, async () => {
    for (const environment of ["dev", "test", "prod"]) expect((await deploy("ticking", environment)).ok).toBe(true);
    await expect.poll(() => runsIn("ticking", "prod")).toBeGreaterThan(1);
    expect(await runsIn("ticking", "test")).toBe(0);

    expect(await switchTo(true)).toEqual({ ok: true });
    await expect.poll(() => runsIn("ticking", "test")).toBeGreaterThan(1);
    expect(await runsIn("ticking", "dev")).toBe(0);
    const [run] = (await engine.runs.list(orgId, { flowId: "ticking", environment: "test", limit: 1 })).runs;
    expect(run).toMatchObject({ environment: "test", startedBy: "schedule" });

    expect(await switchTo(false)).toEqual({ ok: true });
    const ended = await runsIn("ticking", "test");
    const production = await runsIn("ticking", "prod");
    await expect.poll(() => runsIn("ticking", "prod")).toBeGreaterThan(production + 1);
    expect(await runsIn("ticking", "test")).toBe(ended);
  });

  it("begin at once in a version that goes live where they are on", { timeout: 60_000 }, async () => {
    expect(await switchTo(true, "dev")).toEqual({ ok: true });
    expect((await deploy("later", "dev")).ok).toBe(true);
    await expect.poll(() => runsIn("later", "dev")).toBeGreaterThan(0);
    expect(await engine.flows.retire({ orgId, flowId: "later", environment: "dev", by: "test" })).toMatchObject({
      changed: true,
    });
    expect(await switchTo(false, "dev")).toEqual({ ok: true });
  });

  it("are switched by admins, on record, and never off in production", async () => {
    const engineer = await join("Eli", "engineer");
    expect(await switchTo(true, "test", engineer)).toMatchObject({ ok: false });
    expect(await switchTo(false, "prod")).toMatchObject({ ok: false });
    expect(await switchTo(true, "moon")).toMatchObject({ ok: false });
    const history = (await engine.environments.history(orgId)).filter(({ what }) => what === "schedules");
    expect(history.map(({ environment, to, changedBy }) => [environment, to, changedBy])).toEqual([
      ["dev", "off", "Ada"],
      ["dev", "on", "Ada"],
      ["test", "off", "Ada"],
      ["test", "on", "Ada"],
    ]);
  });
});
