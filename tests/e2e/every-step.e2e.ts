import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startRun, test } from "./fixtures.ts";

test("every step of a run with many is one stop for the keyboard, is searched, and leads to its item", async ({ page }) => {
  await page.goto("/flows/fulfillOrder");
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  const lines = Array.from({ length: 30 }, (_, index) => ({ sku: `CUP-${index}`, price: 5, qty: 1 }));
  await startRun(page, { id: "F-STEPS", lines });
  await expect(page.getByText("Run completed", { exact: true })).toBeAttached({ timeout: 60_000 });

  await page.getByRole("switch", { name: "Every step" }).click({ force: true });
  const steps = page.getByRole("list", { name: "Steps" });
  const find = page.getByRole("searchbox", { name: "Find steps" });
  await find.fill("reserve 27");
  await expect(steps.getByRole("listitem")).toHaveCount(1);
  await steps.getByRole("button", { name: /Reserve the article #27/ }).press("Enter");
  const panel = page.getByRole("complementary", { name: "Step Reserve the article" });
  await expect(panel.getByText("CUP-27").first()).toBeVisible();
  await find.fill("no such step");
  await expect(page.getByText("No step has all of these words")).toBeVisible();
  await expectNothingSerious(page);

  await find.fill("");
  await steps.getByRole("button").first().focus();
  await page.keyboard.press("End");
  await expect(steps.getByRole("button").last()).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(steps.locator(":focus")).toHaveCount(0);
});
