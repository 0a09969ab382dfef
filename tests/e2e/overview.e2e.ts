import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

test.describe("the overview", () => {
  test("counts a run that ended, and leads from the figure to the runs behind it", async ({ page }) => {
    await startOrder(page, { id: "OV-1", total: 10 });
    await expect(page.getByText("Run completed", { exact: true })).toBeAttached();

    await page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: /Overview/ })
      .click();
    const flow = page.getByRole("region", { name: "Table of flows" }).getByRole("row", { name: /Order approval/ });
    await expect(flow).toContainText("€", { timeout: 30_000 });
    await flow.getByRole("link", { name: /^\d+$/ }).click();
    await expect(page).toHaveURL(/flow=orderApproval.*since=.*until=/);
    await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
    await expect(page.getByText("OV-1")).toBeVisible();
  });

  test("has nothing serious for axe, on a phone neither, and fits the width", async ({ page }) => {
    for (const width of [1_280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const address of ["/overview?period=30d", "/overview/week"]) {
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectNothingSerious(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      }
    }
  });
});
