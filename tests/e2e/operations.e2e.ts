import type { Page } from "@playwright/test";
import { expect, startOrder, test } from "./fixtures.ts";

const node = (id: string): string => `.react-flow__node[data-id="${id}"]`;

async function act(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test.describe("operations on runs", () => {
  test("a failing order is redriven from its failure after the warehouse is mended", async ({ page, stack }) => {
    await stack.fault({ system: "warehouse", mode: "fail", status: 400 });
    await startOrder(page, { id: "OPS-1", total: 40 });
    await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
    await stack.fault({ system: "warehouse", mode: "off" });
    await act(page, "Go back in time…");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("region", { name: "Used again" })).toContainText("Price the order");
    await expect(dialog.getByRole("region", { name: "Done again" })).toContainText("was undone");
    await expect(dialog.getByRole("region", { name: "May be called" })).toContainText("Ship the order");
    await dialog.getByLabel("Reason").fill("the warehouse is back");
    await dialog.getByRole("button", { name: "Rewind run" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Completed", { exact: true })).toBeVisible();
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Done$/);
  });

  test("all orders that failed alike are redriven together, after a look at them", async ({ page, stack }) => {
    await stack.fault({ system: "warehouse", mode: "fail", status: 400 });
    for (const id of ["AGAIN-1", "AGAIN-2", "AGAIN-3"]) {
      await startOrder(page, { id, total: 40 });
      await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
    }
    await stack.fault({ system: "warehouse", mode: "off" });
    await page.goto("/runs?status=compensated&key=AGAIN-*");
    await page.getByRole("button", { name: "Redrive found…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("3 runs can go on from the failure, oldest first")).toBeVisible();
    await dialog.getByLabel("Pace").click();
    await page.getByRole("option", { name: "20 per second" }).click();
    await dialog.getByLabel("Reason").fill("the warehouse is back");
    await dialog.getByRole("button", { name: "Redrive 3 runs" }).click();
    await expect(dialog.getByText("Done: 3 of 3 runs went on.")).toBeVisible();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await page.goto("/runs?status=completed&key=AGAIN-*");
    await expect(page.getByRole("list", { name: "Runs" }).getByRole("listitem")).toHaveCount(3);
  });

  test("an order is forked at a moment of its life, and both runs name each other", async ({ page }) => {
    await startOrder(page, { id: "OPS-2", total: 40 });
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Done$/);
    const original = page.url();
    const slider = page.getByRole("slider");
    await slider.fill("3");
    await page.getByRole("button", { name: "Fork here" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("stays the original's")).toBeVisible();
    await dialog.getByRole("button", { name: "Fork run" }).click();
    await page.waitForURL((url) => url.href !== original && /\/runs\/[\da-f-]{36}$/.test(url.pathname));
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Done$/);
    await page.getByRole("list", { name: "Forked from" }).getByRole("link").click();
    await page.waitForURL(original);
    await expect(page.getByRole("list", { name: "Forks" }).getByRole("link")).toBeVisible();
  });

  test("a waiting order is paused with a reason and resumed, with the keyboard", async ({ page }) => {
    await startOrder(page, { id: "OPS-3", total: 4_000 });
    await expect(page.locator(node("approve"))).toHaveAttribute("aria-label", /Needs approval$/);
    await page.getByRole("button", { name: "Actions" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Pause…" })).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("menuitem", { name: "Pause…" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByLabel("Reason").fill("stock is counted");
    await page.keyboard.press("Enter");
    await expect(page.getByText(/^Paused by Ana Lima: stock is counted$/)).toBeVisible();
    await expect(page.getByText("Nothing is in flight")).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).press("Enter");
    await expect(page.getByText(/^Paused by/)).toBeHidden();
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Done$/);
  });

  test("an undo that failed is tried again when its receiver is back", async ({ page, stack }) => {
    await stack.fault({ system: "warehouse", mode: "slow", delayMs: 6_000 });
    await startOrder(page, { id: "OPS-4", total: 40, sku: "OUT-OF-STOCK" });
    await expect(page.locator(node("ship"))).toHaveAttribute("aria-label", /Running$/);
    await stack.fault({ system: "payments", mode: "fail", status: 400 });
    await expect(page.getByText("Undo incomplete", { exact: true })).toBeVisible();
    await stack.fault({ system: "payments", mode: "off" });
    await stack.fault({ system: "warehouse", mode: "off" });
    await page.getByRole("button", { name: "Close step" }).click();
    await page.getByLabel("Reason").fill("payments are back");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
    await expect(page.locator(node("charge"))).toHaveAttribute("aria-label", /Undone 1$/);
  });
});
