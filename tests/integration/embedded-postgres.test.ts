import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "#engine/host/embedded-postgres.ts";
import { canConnect } from "#engine/postgres/probe.ts";

describe("startEmbeddedPostgres", () => {
  let root: string;
  const settings = ["fsync=off"];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "omnilink-embedded-"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("starts a server, stops it, and starts it again with the same data and address", async () => {
    const first = await startEmbeddedPostgres({ root, settings });
    expect(first.adopted).toBe(false);
    expect(await canConnect(first.url)).toBe(true);
    await first.stop();
    expect(await canConnect(first.url)).toBe(false);
    const second = await startEmbeddedPostgres({ root, settings });
    expect(second).toMatchObject({ adopted: false, url: first.url });
    await second.stop();
  });

  it("adopts the server of a process that was killed", async () => {
    const module = new URL("../../engine/host/embedded-postgres.ts", import.meta.url).href;
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
      await startEmbeddedPostgres({ root: ${JSON.stringify(root)} });
      process.kill(process.pid, "SIGKILL");`;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(child.signal).toBe("SIGKILL");
    const adopted = await startEmbeddedPostgres({ root });
    expect(adopted.adopted).toBe(true);
    await adopted.stop();
    expect(await canConnect(adopted.url)).toBe(false);
  });

  it("leaves the server to whoever still uses it; the last one to leave stops it", async () => {
    const first = await startEmbeddedPostgres({ root, settings });
    const second = await startEmbeddedPostgres({ root });
    await first.stop();
    expect(await canConnect(second.url)).toBe(true);
    await second.stop();
    expect(await canConnect(second.url)).toBe(false);
  });
});
