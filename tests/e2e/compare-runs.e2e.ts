import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("two runs are compared: where they part, what came out differently, and the data of a step", async ({ page }) => {
  await startOrder(page, { id: "CMP-1", total: 40 });
  await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
  await startOrder(page, { id: "CMP-2", total: 60, sku: "OUT-OF-STOCK" });
  await expect(page.getByText("Compensated", { exact: true }).first()).toBeVisible();

  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Compare with…" }).click();
  await page.getByRole("dialog", { name: "Compare with another run" }).getByRole("link", { name: /CMP-1/ }).click();
  await page.waitForURL(/\/runs\/[\da-f-]{36}\/compare\/[\da-f-]{36}$/);
  await expect(page.getByText("They part at “Ship the order”: failed in the first run, done in the second.")).toBeVisible();

  const table = page.getByRole("table", { name: "Steps of both runs" });
  await expect(table.getByRole("row", { name: /^Price the order/ })).toContainText("Other output");
  await expect(table.getByRole("row", { name: /^Ship the order/ })).toContainText("They part here");
  await page.getByRole("switch", { name: /^Only what differs/ }).click({ force: true });
  await expect(table.getByRole("row", { name: /^Approve the order/ })).toHaveCount(0);

  await table.getByRole("button", { name: "Price the order" }).click();
  const step = page.getByRole("complementary", { name: "Step Price the order" });
  await expect(step.getByText("total", { exact: true })).toBeVisible();
  await expect(step).toContainText("60");
  await expect(step).toContainText("40");
  const second = page.getByRole("region", { name: "Second run" });
  await second.locator('.react-flow__node[data-id="charge"]').click();
  await expect(page.getByRole("complementary", { name: "Step Charge the customer" })).toBeVisible();

  const address = page.url();
  await page.getByRole("link", { name: "Swap" }).click();
  await expect(page.getByText("They part at “Ship the order”: done in the first run, failed in the second.")).toBeVisible();
  expect(page.url()).not.toBe(address);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme });

    test("axe finds nothing serious where runs are compared, and a narrow screen shows one below the other", async ({ page }) => {
      await startOrder(page, { id: `CMP-${colorScheme}-1`, total: 40 });
      await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
      const first = page.url().split("/").at(-1)!;
      await startOrder(page, { id: `CMP-${colorScheme}-2`, total: 2_000 });
      const second = page.url().split("/").at(-1)!;
      await page.goto(`/runs/${first}/compare/${second}`);
      await expect(page.getByText("They part at “Large order?”", { exact: false })).toBeVisible();
      await expect(page.locator(".react-flow__node").first()).toBeVisible();
      await expectNothingSerious(page);
      await page.screenshot({ path: `test-results/compare-runs-${colorScheme}.png` });
      await page.setViewportSize({ width: 400, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
      await page.screenshot({ path: `test-results/compare-runs-${colorScheme}-narrow.png` });
    });
  });
}
