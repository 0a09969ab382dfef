import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runOmnilink } from "../support/run-omnilink.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";
import type { Stack } from "./stack.ts";

const root = resolve(import.meta.dirname, "../..");

/** The command line on the installation of the stack; ends the test when a command does. */
const commandsOn =
  (stack: Stack) =>
  async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runOmnilink(args, { OMNILINK_DATA: stack.data });
    if (code !== 0) throw new Error(`omnilink ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
    return `${stdout}${stderr}`;
  };

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

test("an engineer exports a flow, edits the code, applies it back and sees the difference", async ({ page, stack }) => {
  test.setTimeout(120_000);
  const { engine, close } = await openStackEngine(stack);
  const source = readFileSync(join(root, "flows/orderApproval/flow.yaml"), "utf8")
    .replace("id: orderApproval", "id: roundTrip")
    .replace("name: Order approval", "name: Round trip");
  const deployed = await engine.flows.deploy({ orgId: engine.orgId, source, deployedBy: "Eko Putra" });
  expect(deployed.ok).toBe(true);
  const hash = (await engine.flows.get(engine.orgId, "roundTrip"))!.contentHash;
  await close();

  const omnilink = commandsOn(stack);
  const folder = mkdtempSync(join(tmpdir(), "omnilink-roundtrip-"));
  const [repository, project] = [join(folder, "repository"), join(folder, "project")];
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", repository]);
  execFileSync("git", ["-C", repository, "config", "user.name", "Grace Hopper"]);
  execFileSync("git", ["-C", repository, "config", "user.email", "grace@example.com"]);
  await omnilink("pull", repository, "roundTrip", "--commit");
  const flow = join(repository, "roundTrip");
  await omnilink("export", flow, "--to", "ts", "--out", project);

  // What was not edited comes back as it was.
  expect(await omnilink("import", project, "--out", flow)).toContain("nothing was edited");
  expect(execFileSync("git", ["-C", repository, "status", "--porcelain"], { encoding: "utf8" })).toBe("");

  edit(join(project, "mappings/size.jsonata"), "1000", "2500");
  edit(join(project, "src/steps.ts"), "full: 10000", "full: 5000");
  expect(await omnilink("import", project, "--out", flow)).toContain("2 edits taken over");
  execFileSync("git", ["-C", repository, "commit", "--all", "--quiet", "-m", "Edit it in code"]);
  expect(await omnilink("plan", repository)).toContain("steps.price.total > 2500");
  expect(await omnilink("apply", repository, "--yes")).toContain("roundTrip: version 2 is live");

  await page.goto("/flows/roundTrip/versions");
  await expect(page.getByRole("heading", { name: "2 changes" })).toBeVisible();
  const changes = page.getByRole("list", { name: "Changes" });
  await expect(changes).toContainText("Large order?");
  await expect(changes).toContainText("Approve the order");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(changes.getByText("2500").or(changes.getByText("5000")).first()).toBeVisible();
  await expect(page.getByText("Grace Hopper").first()).toBeVisible();
  await expect(page.getByText("Edit it in code").first()).toBeVisible();
  await expectNothingSerious(page);

  const after = await openStackEngine(stack);
  expect((await after.engine.flows.get(after.engine.orgId, "roundTrip"))!.contentHash).not.toBe(hash);
  await after.close();
  // Both sides agree again.
  await omnilink("plan", repository, "--check");
});
