import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SupervisedProcess } from "./supervised-process.ts";

/** Each start of the child appends its number to a file; what it does then depends on the test. */
describe("SupervisedProcess", () => {
  let folder = "";
  let child: SupervisedProcess | undefined;
  const lines: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "omnilink-supervised-"));
    lines.length = 0;
    vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  });
  afterEach(async () => {
    await child?.stop();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  const supervise = (code: string, hungAfterMs = 60_000): SupervisedProcess => {
    const script = join(folder, "child.mjs");
    writeFileSync(script, code);
    child = new SupervisedProcess({ name: "test", script, env: { ...process.env }, hungAfterMs });
    return child;
  };
  const ready = 'process.send({ type: "ready" });';
  const said = (text: string): Promise<void> => vi.waitFor(() => expect(lines.join("")).toContain(text), 8_000);

  it("rejects when the child ends before it is ready", async () => {
    await expect(supervise("process.exit(3)").start()).rejects.toThrow("ended before it was ready (exit 3)");
  });

  it("starts a child that gave up its runs again at once, and tells so", async () => {
    await supervise(`${ready} setTimeout(() => process.exit(75), 20);`).start();
    await said("gave up its runs; starting it again\n");
  });

  it("starts a child that crashed again at once, and after growing pauses when it crashes again", async () => {
    await supervise(`${ready} setTimeout(() => process.exit(1), 20);`).start();
    await said("ended (exit 1); starting it again in 0.25 s");
    await said("starting it again in 0.5 s");
  });

  it("ends a child whose event loop does not turn", async () => {
    await supervise(`${ready} setTimeout(() => { for (;;); }, 20);`, 1_000).start();
    await said("has not answered for 1 s; ending it");
    await said("ended (SIGKILL)");
  });

  it("stops the child for good", async () => {
    const supervised = supervise(`${ready} process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000);`);
    await supervised.start();
    await supervised.stop();
    expect(lines.join("")).not.toContain("starting it again");
  });
});
