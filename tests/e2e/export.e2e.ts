import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { newFlow, openFlow } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

const takeAsCode = async (page: Page): Promise<Locator> => {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Take as code" }).click();
  return page.getByRole("dialog", { name: "Take as code" });
};

const choose = async (page: Page, dialog: Locator, form: string): Promise<void> => {
  await dialog.getByRole("combobox", { name: "Form" }).click();
  await page.getByRole("option", { name: form, exact: true }).click();
};

test("an engineer looks through a flow as a project, and takes all of it or one file", async ({ page }) => {
  await page.goto("/flows/orderApproval");
  const dialog = await takeAsCode(page);
  await expect(dialog.getByText("This is the draft, as it is saved now.")).toBeVisible();
  await expect(dialog.getByRole("option", { name: "machine.ts" })).toHaveAttribute("aria-selected", "true");
  await dialog.getByText("Published").click();
  await expect(dialog.getByText(/This is version \d+, which runs now\./)).toBeVisible();

  const files = dialog.getByRole("listbox", { name: "Files" });
  await files.focus();
  await page.keyboard.press("ArrowDown");
  await expect(files.getByRole("option", { name: "mappings.ts" })).toHaveAttribute("aria-selected", "true");
  await expect(dialog.getByRole("region", { name: "src/mappings.ts" })).toBeVisible();

  const all = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download all as .zip" }).click();
  const archive = await all;
  expect(archive.suggestedFilename()).toBe("orderApproval.zip");
  const listed = filesInZip(readFileSync(await archive.path()));
  expect(listed).toContain("orderApproval/src/machine.ts");
  expect(listed).toContain("orderApproval/package-lock.json");

  const one = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download src/mappings.ts" }).click();
  const mappings = await one;
  expect(mappings.suggestedFilename()).toBe("mappings.ts");
  expect(readFileSync(await mappings.path(), "utf8")).toContain("export const ");
});

test("a flow that cannot be a project says everything that keeps it from being one", async ({ page, copyOf }) => {
  const designer = await openFlow(page, await copyOf("orderApproval"));
  for (const name of ["Charge the customer", "Ship the order"]) {
    await page.getByRole("button", { name: "Fit the whole flow" }).click();
    await designer.node(name).click();
    await page.getByRole("switch", { name: "Point of no return" }).check();
  }
  const dialog = await takeAsCode(page);
  // The third: what is charged is refunded by a compensation, which a point of no return cannot have.
  await expect(dialog.getByRole("alert")).toContainText("3 errors must be mended first");
  await expect(dialog.getByRole("alert").getByRole("listitem")).toHaveCount(3);
  for (const name of ["Charge the customer", "Ship the order"])
    await expect(dialog.getByRole("listitem").filter({ hasText: `"${name}" is a point of no return` })).toBeVisible();
});

test("what the page shows is what the command writes", async ({ page }) => {
  await page.goto("/flows/orderApproval");
  const dialog = await takeAsCode(page);
  await choose(page, dialog, "BPMN 2.0");
  await expect(dialog.getByText("npx omnilink export flows/orderApproval --to bpmn")).toBeVisible();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download orderApproval.bpmn" }).click();
  const shown = readFileSync(await (await download).path(), "utf8");
  const out = mkdtempSync(join(tmpdir(), "omnilink-export-"));
  const line = ["engine/cli/omnilink.mjs", "export", "flows/orderApproval", "--to", "bpmn", "--out", out, "--force"];
  execFileSync(process.execPath, line);
  expect(shown).toBe(readFileSync(join(out, "orderApproval.bpmn"), "utf8"));
});

test("a drawing is shown as a picture, and the dialog can be used by everybody", async ({ page }) => {
  await page.goto("/flows/orderApproval");
  const dialog = await takeAsCode(page);
  await choose(page, dialog, "SVG");
  await expect(dialog.getByRole("img", { name: "The flow as a drawing" })).toBeVisible();
  await expect(dialog.getByRole("listbox", { name: "Files" })).toHaveCount(0);
  await expectNothingSerious(page, { within: '[role="dialog"]' });
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("a draft with errors says what to mend, and can be taken as YAML", async ({ page }) => {
  await newFlow(page, "Half drawn");
  const dialog = await takeAsCode(page);
  await expect(dialog.getByRole("alert")).toContainText("must be mended first");
  await choose(page, dialog, "YAML");
  await expect(dialog.getByRole("option", { name: "flow.yaml" })).toBeVisible();
});

/** Names in the directory of an archive. */
function filesInZip(bytes: Buffer): readonly string[] {
  const end = bytes.length - 22;
  const names: string[] = [];
  for (let at = bytes.readUInt32LE(end + 16); at < end;) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString("utf8", at + 46, at + 46 + length));
    at += 46 + length;
  }
  return names;
}
