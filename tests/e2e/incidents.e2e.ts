import { expect, startOrder, startRun, test } from "./fixtures.ts";

const node = (id: string): string => `.react-flow__node[data-id="${id}"]`;
const lines = (count: number, last = "PEN") =>
  Array.from({ length: count }, (_, index) => ({ sku: index === count - 1 ? last : `MUG-${index}`, price: 5, qty: 1 }));

test.describe("runs with items", () => {
  test("show how far each container is, and what was done for the item that is chosen", async ({ page }) => {
    await page.goto("/flows/fulfillOrder");
    await expect(page.locator(node("reserve"))).toHaveAttribute("aria-label", /Reserve the article, .*inside Each line$/);
    await startRun(page, { id: "F-E2E", lines: lines(12, "OUT-OF-STOCK") });
    await expect(page.locator(node("lines"))).toHaveAttribute("aria-label", /12 of 12 items, Done$/);
    await expect(page.locator(node("reserve"))).toHaveAttribute("aria-label", /12 of 12, 12 undone$/);
    await expect(page.locator(node("charge"))).toHaveAttribute("aria-label", /Undone 1$/);
    await expect(page.locator(node("inform"))).toHaveAttribute("aria-label", /Done$/, { timeout: 30_000 });

    await page.locator(node("reserve")).click();
    const step = page.getByRole("complementary", { name: "Step Reserve the article" });
    await step.getByRole("searchbox").fill("7");
    await step.getByRole("button", { name: /item 7/ }).click();
    await expect(step.getByText("MUG-7").first()).toBeVisible();
    await expect(page.locator(node("lines"))).toHaveAttribute("aria-label", /showing item 7/);
    await expect(page.locator(node("reserve"))).toHaveAttribute("aria-label", /Undone \d+$/);

    await page.locator(node("report")).click();
    await page.getByRole("link", { name: "Open the run it started" }).click();
    await expect(page.getByRole("heading", { name: "Stock report" })).toBeVisible();
  });
});

test.describe("incidents", () => {
  test("lead from the rail to the failing step, and are discarded with a reason", async ({ page }) => {
    await startOrder(page, { id: "I-1", total: 4, customer: "NO-FUNDS" });
    await expect(page.getByText("Run failed", { exact: true })).toBeAttached();

    await page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: /Incidents/ })
      .click();
    await page.getByRole("list", { name: "Incidents" }).getByRole("button", { name: "Order approval" }).first().press("Enter");
    const incident = page.getByRole("dialog", { name: "Incident" });
    await expect(incident.getByText("Charge the customer")).toBeVisible();
    await incident.getByRole("link", { name: "Open the run at this step" }).click();
    await expect(page.getByRole("complementary", { name: "Step Charge the customer" })).toContainText("status 402");

    await page.goBack();
    await incident.getByRole("button", { name: "Discard" }).click();
    await incident.getByRole("textbox", { name: "Reason" }).fill("The customer was called.");
    await incident.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Discarded", { exact: true }).click();
    await page.getByRole("list", { name: "Incidents" }).getByRole("button", { name: "Order approval" }).first().click();
    await expect(incident.getByText("The customer was called.")).toBeVisible();
  });
});
