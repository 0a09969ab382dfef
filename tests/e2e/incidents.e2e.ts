import { expectNothingSerious } from "./expect-accessible.ts";
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

  test("with one cause are one row, that is dealt with as one", async ({ page }) => {
    for (const id of ["G-1", "G-2", "G-3"]) {
      await startOrder(page, { id, total: 4, customer: "NO-FUNDS" });
      await expect(page.getByText("Run failed", { exact: true })).toBeAttached();
    }
    await page.goto("/incidents?kind=failed&flow=orderApproval");
    const row = page.getByRole("list", { name: "Incidents" }).getByRole("button", { name: "Order approval 3 times" });
    await row.press("Enter");
    const group = page.getByRole("dialog", { name: "Incidents with one cause" });
    await expect(group.getByRole("list", { name: "Runs with this cause" }).getByRole("listitem")).toHaveCount(3);
    await expectNothingSerious(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await expectNothingSerious(page);

    await group.getByRole("button", { name: "G-2" }).press("Enter");
    const incident = page.getByRole("dialog", { name: "Incident", exact: true });
    await expect(incident.getByRole("link", { name: "Open the run at this step" })).toBeVisible();
    await expect(incident.getByRole("button", { name: "All with this cause" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(group.getByRole("button", { name: "G-2" })).toBeFocused();

    await group.getByRole("button", { name: "Redrive 3 runs…" }).press("Enter");
    await expect(group.getByText("3 runs can go on from the failure, oldest first")).toBeVisible();
    await group.getByRole("button", { name: "Close", exact: true }).press("Enter");
    await group.getByRole("button", { name: "Discard 3…" }).press("Enter");
    await group.getByRole("textbox", { name: "Reason" }).fill("All three paid in cash.");
    await group.getByRole("button", { name: "Discard 3", exact: true }).press("Enter");
    await expect(page.getByText("No incident matches the filter")).toBeVisible();
    await page.getByText("Discarded", { exact: true }).click();
    await page
      .getByRole("list", { name: "Incidents" })
      .getByRole("button", { name: /Order approval \d+ times/ })
      .click();
    await group.getByRole("button", { name: "G-3" }).click();
    await expect(incident.getByText("All three paid in cash.")).toBeVisible();
  });

  test("are sent on together to the end: the group empties while one watches, and what fails again comes back", async ({
    page,
    stack,
  }) => {
    test.slow();
    await stack.fault({ system: "payments", mode: "fail", status: 422, times: 4 });
    for (const id of ["R-1", "R-2", "R-3"]) {
      await startOrder(page, { id, total: 4 });
      await expect(page.getByText("Run failed", { exact: true })).toBeAttached();
    }
    await page.goto("/incidents?kind=failed&flow=orderApproval");
    const row = page.getByRole("list", { name: "Incidents" }).getByRole("listitem").filter({ hasText: "status 422" });
    await row.getByRole("button").press("Enter");
    const group = page.getByRole("dialog", { name: "Incidents with one cause" });
    await expect(group.getByRole("heading", { name: "What the newest failure says" })).toBeVisible();

    await page.route(/api\/trpc\/.*runs\.redrive(\?|$)/, (route) => route.abort());
    await group.getByRole("button", { name: "Redrive 3 runs…" }).click();
    await group.getByRole("button", { name: "Redrive 3 runs", exact: true }).click();
    await expect(group.getByText("3 runs were left as they were")).toBeVisible();
    await expect(group.getByText("Stopped: 0 of 3 runs went on.")).toBeVisible();
    await page.unroute(/api\/trpc\/.*runs\.redrive(\?|$)/);
    await group.getByRole("button", { name: "Close", exact: true }).click();

    await group.getByRole("button", { name: "Redrive 3 runs…" }).click();
    await group.getByRole("button", { name: "Redrive 3 runs", exact: true }).click();
    await expect(group.getByText("Done: 3 of 3 runs went on.")).toBeVisible();
    await expect(group.getByText("One that fails again opens a new incident.")).toBeVisible();
    await expect(group.getByText("1 time", { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(group.getByRole("list", { name: "Runs with this cause" }).getByRole("listitem")).toHaveCount(1);
    await group.getByRole("button", { name: "Close", exact: true }).click();

    await group.getByRole("button", { name: "Redrive 1 run…" }).click();
    await group.getByRole("button", { name: "Redrive 1 run", exact: true }).click();
    await expect(group.getByText("Done: 1 of 1 run went on.")).toBeVisible();
    await expect(group.getByText("0 times", { exact: true })).toBeVisible({ timeout: 30_000 });
  });
});
