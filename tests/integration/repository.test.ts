import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyRepository } from "#engine/hub/repository/apply-repository.ts";
import { createRepository } from "#engine/hub/repository/create-repository.ts";
import { openGit } from "#engine/hub/repository/git.ts";
import { planRepository, type PlannedFlow } from "#engine/hub/repository/plan-repository.ts";
import { readRepository } from "#engine/hub/repository/read-repository.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { runOmnilink, type CommandResult } from "#tests/support/run-omnilink.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

describe("flows in a git repository", () => {
  let database: TestDatabase;
  let engine: Engine;
  let folder = "";
  const repository = (): string => join(folder, "repository");
  const flowFile = (): string => join(repository(), "flows/welcome/flow.yaml");

  beforeEach(async () => {
    database = await createTestDatabase();
    engine = await openEngine({ databaseUrl: database.url });
    folder = mkdtempSync(join(tmpdir(), "omnilink-repository-"));
    expect(await createRepository(repository())).toMatchObject({ ok: true });
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.name", "Grace Hopper");
    git("config", "user.email", "grace@example.com");
    commitAll("Start");
    await apply();
    commitAll("Apply");
  });
  afterEach(async () => {
    await engine.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const omnilink = (...args: readonly string[]): Promise<CommandResult> =>
    runOmnilink(args, { DATABASE_URL: database.url, OMNILINK_DATA: folder });
  const git = (...args: string[]): string => execFileSync("git", ["-C", repository(), ...args], { encoding: "utf8" });
  const commitAll = (message: string): void => {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "-m", message);
  };
  const edit = (from: string, to: string): void => {
    const text = readFileSync(flowFile(), "utf8");
    expect(text).toContain(from);
    writeFileSync(flowFile(), text.replace(from, to));
  };

  /** Somebody publishes on the canvas. */
  async function publish(from: string, to: string, note: string): Promise<number> {
    const live = (await engine.flows.get(engine.orgId, "welcome"))!;
    expect(live.source).toContain(from);
    const source = live.source.replace(from, to);
    const result = await engine.flows.deploy({ orgId: engine.orgId, source, deployedBy: "Ada Lovelace", note });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.version;
  }

  /** As the commands do it, without a process each time. */
  async function plan() {
    const read = await readRepository(repository());
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return { ...read, planned: await planRepository(engine, engine.orgId, read.repository) };
  }
  const planned = async (): Promise<PlannedFlow> => (await plan()).planned.find(({ flowId }) => flowId === "welcome")!;
  async function apply(): Promise<readonly string[]> {
    const { repository: here, planned: flows } = await plan();
    const opened = await openGit(repository());
    const applied = await applyRepository({ engine, orgId: engine.orgId, git: opened }, here, flows, { force: false });
    return applied.map(({ outcome }) => outcome);
  }

  it("starts with a flow whose tests pass, deploys it with the author of its commit, and has nothing more to do", async () => {
    expect((await omnilink("test", join(repository(), "flows/welcome"))).code).toBe(0);
    const [version] = await engine.drafts.versions(engine.orgId, "welcome");
    expect(version).toMatchObject({ isLive: true, deployedBy: "Grace Hopper", note: "Start" });
    expect(existsSync(join(repository(), ".github/workflows/flows.yml"))).toBe(true);
    const result = await omnilink("plan", repository(), "--check");
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("0 to create, 0 to change, 0 to remove, 0 drifted, 1 unchanged"),
    });
  });

  it("says in words what a change is and what it means for open runs, and makes it", async () => {
    const started = await engine.runs.start({ orgId: engine.orgId, flowId: "welcome", input: { name: "Ada" } });
    expect(started.ok).toBe(true);
    edit("name: Write the greeting", "name: Write the letter");
    const said = await omnilink("plan", repository(), "--check");
    expect(said.code).toBe(3);
    expect(said.stdout).toMatch(/~ change welcome “Welcome”, live is version \d+/);
    expect(said.stdout).toContain("~ node greeting “Write the letter” (map)");
    expect(said.stdout).toMatch(/\d+ runs? stays? on version \d+ until/);
    const before = (await engine.flows.get(engine.orgId, "welcome"))!.version;
    expect((await omnilink("apply", repository(), "--yes", "--json")).code).toBe(0);
    expect((await engine.flows.get(engine.orgId, "welcome"))!.version).toBeGreaterThan(before);
    expect(await planned()).toMatchObject({ state: "same" });
  });

  it("sees what was published elsewhere, does not overwrite it, and pulls it as commits of its authors", async () => {
    await publish("name: Write the greeting", "name: Greet", "Shorter name");
    await publish("amount: 1", "amount: 2", "Worth more");
    expect(await planned()).toMatchObject({
      state: "behind",
      drift: [{ deployedBy: "Ada Lovelace", note: "Shorter name" }, { note: "Worth more" }],
    });
    expect(await apply()).toEqual([]);
    expect((await omnilink("pull", repository(), "--commit")).code).toBe(0);
    const log = git("log", "--format=%an: %s", "-2").trim().split("\n");
    expect(log).toEqual(["Ada Lovelace: Worth more", "Ada Lovelace: Shorter name"]);
    expect(git("status", "--porcelain")).toBe("");
    const text = readFileSync(flowFile(), "utf8");
    expect(text).toContain("name: Greet");
    expect(text).toContain("expression: { file: greeting.jsonata }");
    expect(text).toContain("# What the overview says");
    expect(await planned()).toMatchObject({ state: "same" });
  });

  it("merges what was changed on both sides, field by field", async () => {
    edit("amount: 1", "amount: 3");
    commitAll("Worth three");
    await publish("name: Write the greeting", "name: Greet", "Shorter name");
    expect(await planned()).toMatchObject({ state: "diverged", merged: { conflicts: [] } });
    expect((await omnilink("pull", repository())).code).toBe(0);
    const text = readFileSync(flowFile(), "utf8");
    expect(text).toContain("name: Greet");
    expect(text).toContain("amount: 3");
    expect(await planned()).toMatchObject({ state: "change" });
  });

  it("names the node both sides changed, touches nothing, and takes the side it is told to", async () => {
    edit("name: Write the greeting", "name: Mine");
    commitAll("Mine");
    await publish("name: Write the greeting", "name: Theirs", "Theirs");
    expect((await planned()).merged?.conflicts).toMatchObject([{ nodeId: "greeting", message: expect.stringContaining("name") }]);
    const refused = await omnilink("pull", repository());
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--take mine");
    expect(readFileSync(flowFile(), "utf8")).toContain("name: Mine");
    expect((await omnilink("pull", repository(), "--take", "theirs")).code).toBe(0);
    expect(readFileSync(flowFile(), "utf8")).toContain("name: Theirs");
  });

  it("takes a flow out of service that was deleted here, and brings it back", async () => {
    rmSync(join(repository(), "flows/welcome"), { recursive: true });
    expect(await planned()).toMatchObject({ state: "remove" });
    expect(await apply()).toEqual(["removed"]);
    expect(await engine.flows.get(engine.orgId, "welcome")).toBeUndefined();
    expect(await engine.runs.start({ orgId: engine.orgId, flowId: "welcome", input: { name: "Ada" } })).toMatchObject({
      ok: false,
    });
    git("checkout", "--quiet", "--", "flows/welcome");
    expect(await apply()).toEqual(["deployed"]);
    expect(await engine.flows.get(engine.orgId, "welcome")).toBeDefined();
  });

  it("does not commit what somebody left lying, and makes no repository in a folder that is in use", async () => {
    edit("amount: 1", "amount: 9");
    const dirty = await omnilink("pull", repository(), "--commit");
    expect(dirty).toMatchObject({ code: 2, stderr: expect.stringContaining("not committed") });
    expect(await omnilink("init", repository())).toMatchObject({ code: 2, stderr: expect.stringContaining("is not empty") });
  });
});
