import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEngine } from "#engine/index.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const flow = (name: string, expression: string): string => `omnilink: 1
id: shop
name: ${name}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: limit, kind: map, config: { expression: "${expression}" } }
edges:
  - { from: start, to: limit }
`;

describe("environments at the command line", () => {
  let database: TestDatabase;
  const folder = mkdtempSync(join(tmpdir(), "omnilink-environments-"));
  const file = join(folder, "flow.yaml");
  const omnilink = (...args: readonly string[]) => runOmnilink(args, { DATABASE_URL: database.url });

  beforeAll(async () => {
    database = await createTestDatabase();
    await (await openEngine({ databaseUrl: database.url })).close();
    writeFileSync(file, flow("Shop", "input"));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  it("take a version from one to the next", async () => {
    expect(await omnilink("deploy", file, "--env", "dev")).toMatchObject({ code: 0 });
    const preview = await omnilink("promote", "shop", "--from", "dev", "--to", "prod", "--dry-run", "--json");
    expect(JSON.parse(preview.stdout)).toMatchObject({ version: 1, problems: [] });
    const promoted = await omnilink("promote", "shop", "--from", "dev", "--to", "prod", "--json");
    expect(JSON.parse(promoted.stdout)).toMatchObject({ flowId: "shop", version: 1, changed: true });
    const started = await omnilink("run", "shop", "--env", "dev", "--no-wait", "--json");
    const { runId } = JSON.parse(started.stdout) as { runId: string };
    const listed = async (environment: string) =>
      (JSON.parse((await omnilink("runs", "--env", environment, "--json")).stdout) as { runs: { runId: string }[] }).runs;
    expect((await listed("dev")).map((run) => run.runId)).toEqual([runId]);
    expect(await listed("prod")).toEqual([]);
  }, 180_000);

  it("refuse what an environment lacks, with exit code 2", async () => {
    writeFileSync(file, flow("Shop", "env.LIMIT"));
    const refused = await omnilink("deploy", file, "--env", "test");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("environment/unknown-variable") });
    expect(await omnilink("deploy", file, "--env", "staging")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Name one of dev, test, prod."),
    });
    expect(await omnilink("promote", "shop", "--from", "test", "--to", "prod")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Nothing of shop is live in test."),
    });
  }, 180_000);
});
