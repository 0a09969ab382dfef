import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";

test.describe("the overview", () => {
  test("counts a run that ended, and leads from the figure to the runs behind it", async ({ page }) => {
    await page.goto("/flows/orderApproval");
    await page.getByRole("button", { name: "Start run" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Input").fill(JSON.stringify({ id: "OV-1", lines: [{ sku: "PEN", price: 5, qty: 2 }] }));
    await drawer.getByRole("button", { name: "Start run" }).click();
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
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      }
    }
  });
});
