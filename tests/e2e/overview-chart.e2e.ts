import { expect, startOrder, test } from "./fixtures.ts";

test("draws the runs of each day, says the same in words, and leads from a day to its runs", async ({ page }) => {
  await startOrder(page, { id: "CH-1", total: 10 });
  await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
  // The figures are counted every few seconds.
  await expect(async () => {
    await page.goto("/overview?period=7d");
    await expect(page.getByRole("img", { name: /^Runs per day from .* most on .*, \d+\./ })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });

  const bar = page.locator(".recharts-bar-rectangle path").last();
  await expect(bar).toBeVisible();
  await bar.hover();
  await expect(page.locator(".recharts-tooltip-wrapper")).toContainText("Completed");
  await bar.click();
  await expect(page).toHaveURL(/\/runs\?.*since=.*until=/);
});
