import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, startOrder, test } from "./fixtures.ts";

async function expectNoSeriousFinding(page: Page, place: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(found, place).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} scheme axe finds nothing serious`, () => {
    test.use({ colorScheme });

    test("on the pages of the workspace", async ({ page }) => {
      for (const [path, sign] of [
        ["/flows", "Order approval"],
        ["/flows/orderApproval", "Recent runs"],
        ["/runs", "Runs"],
        ["/approvals", "Approvals"],
        ["/people", "Invite person"],
        ["/nowhere", "Go to flows"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByText(sign).first()).toBeVisible();
        await expect(page.locator("[aria-busy]")).toHaveCount(0);
        await expectNoSeriousFinding(page, path);
      }
    });

    test("on a run that waits for a decision, on the decision, and on the drawer that starts one", async ({ page }) => {
      await startOrder(page, { id: `AXE-${colorScheme}`, total: 9_000 });
      await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible();
      await expectNoSeriousFinding(page, "run page");
      await page.locator('.react-flow__node[data-id="price"]').click();
      await expect(page.getByRole("complementary", { name: "Step Price the order" })).toBeVisible();
      await expectNoSeriousFinding(page, "step panel");
      await page.goto("/approvals");
      await expect(page.getByRole("button", { name: "Approve", exact: true }).first()).toBeVisible();
      await expectNoSeriousFinding(page, "approvals");
      await page.goto("/flows/orderApproval");
      await page.getByRole("button", { name: "Start run" }).click();
      await expect(page.getByRole("dialog").getByLabel("Input")).toBeVisible();
      await expectNoSeriousFinding(page, "start drawer");
    });

    test("signed out", async ({ browser, stack, signedIn }) => {
      expect(signedIn.cookies.length).toBeGreaterThan(0);
      const context = await browser.newContext({ baseURL: stack.url, colorScheme, storageState: { cookies: [], origins: [] } });
      const page = await context.newPage();
      for (const [path, heading] of [
        ["/sign-in", "Sign in to OmniLink"],
        ["/welcome?token=unknown", "This invitation does not work"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { name: heading })).toBeVisible();
        await expectNoSeriousFinding(page, path);
      }
      await context.close();
    });
  });
}
