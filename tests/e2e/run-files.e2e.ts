import { readFileSync } from "node:fs";
import type { RunFile } from "#engine/core/run-file/run-file.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

test("a run tells its trace id, and is taken along as a file that is shown again from there", async ({ page }) => {
  await startOrder(page, { id: "FILE-1", total: 40 });
  await expect(page.locator('.react-flow__node[data-id="shipped"]')).toHaveAttribute("aria-label", /Done$/);
  const runId = page.url().split("/").at(-1)!;
  const facts = page.getByRole("complementary", { name: "Run" });
  await expect(facts.getByText(runId.replaceAll("-", ""), { exact: true })).toBeVisible();
  await expect(facts.getByRole("button", { name: "Copy trace id" })).toBeVisible();

  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Export run…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export this run" });
  await expect(dialog.getByText(/Masked are fields called password, secret, token/)).toBeVisible();
  await dialog.getByLabel("Mask these fields too").fill("customer");
  await expectNothingSerious(page);
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download file" }).click();
  const path = await (await download).path();
  await expect(dialog.getByText(/values masked, in or from customer\.$/)).toBeVisible();
  const text = readFileSync(path, "utf8");
  const file = JSON.parse(text) as RunFile;
  expect([file.run.runId, file.run.status]).toEqual([runId, "completed"]);
  expect(text).toContain("FILE-1");
  expect(text).not.toContain("Bluebird");

  await page.goto("/runs");
  await page.getByRole("link", { name: "Open a run file…" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file…" }).press("Enter");
  await (await chooser).setFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from('{"a": 1}') });
  await expect(page.getByRole("alert").filter({ hasText: "/format is not" })).toBeVisible();
  await expectNothingSerious(page);

  await page.locator('input[type="file"]').setInputFiles(path);
  await expect(page.locator('.react-flow__node[data-id="shipped"]')).toHaveAttribute("aria-label", /Done$/);
  await expect(facts.getByText(/^\d+ values masked, in or from customer\.$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Actions" })).toHaveCount(0);
  await page.locator('.react-flow__node[data-id="price"]').focus();
  await page.keyboard.press("Enter");
  const step = page.getByRole("complementary", { name: "Step Price the order" });
  await expect(step.getByRole("heading", { name: "Output" })).toBeVisible();
  await expect(step.getByRole("link", { name: "Pin in designer" })).toHaveCount(0);
  await expectNothingSerious(page);
});
