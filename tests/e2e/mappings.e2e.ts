import type { Page } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

/** Writes into the editor with this name, whether Monaco has come or not. */
async function write(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: label });
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

test("a mapping is published, compared with its next version, and found again", async ({ page }) => {
  const name = `gross${Date.now() % 100_000}`;
  await page.goto("/flows");
  await page.getByRole("navigation", { name: "Flows and mappings" }).getByRole("link", { name: "Mappings" }).click();
  await page.getByRole("button", { name: "New mapping" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Description" }).fill("What an order costs with tax");
  await expect(page.getByRole("group", { name: "result" })).toContainText("6");
  await page.getByRole("button", { name: "Describe the input from it" }).click();
  await page.getByRole("button", { name: "Publish @1" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText(`$useMapping("${name}@1", input)`)).toBeVisible();
  await expect(page.getByText("No flow uses it yet")).toBeVisible();

  await page.getByRole("button", { name: "New version" }).click();
  await write(page, "Expression of the mapping", '{ "sum": 1 }');
  await expect(page.getByText("Breaks what uses @1")).toBeVisible();
  await expect(page.getByText('"total" of the result is gone.')).toBeVisible();
  await page.getByRole("button", { name: "Publish @2" }).click();
  await expect(page.getByText("Breaking", { exact: true })).toBeVisible();

  await expectNothingSerious(page);
  await page.goto("/mappings");
  await page.getByRole("searchbox", { name: "Filter mappings" }).fill(name);
  await expect(page.getByRole("list", { name: "Mappings" }).getByRole("listitem")).toHaveCount(1);
});
