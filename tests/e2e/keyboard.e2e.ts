import { expect, startOrder, tabTo, test } from "./fixtures.ts";

test("a large order is found, opened and approved with the keyboard only", async ({ page }) => {
  await startOrder(page, { id: "KEY-1", total: 2_500 });
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible();
  await page.goto("/approvals");
  await expect(page.getByRole("heading", { name: /KEY-1/ })).toBeVisible();
  await tabTo(page, "link", "Open run");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible();
  await tabTo(page, "button", "Approve");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
});

test("the canvas is walked with Tab, arrows and Enter", async ({ page }) => {
  await page.goto("/flows/orderApproval");
  const start = page.locator('.react-flow__node[data-id="start"]');
  await expect(start).toBeVisible();
  await tabTo(page, "button", "Order received, Webhook");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('.react-flow__node[data-id="price"]')).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Node Price the order" })).toBeVisible();
});

test("the panel is widened with the arrow keys and stays so", async ({ page }) => {
  await page.goto("/flows/orderApproval");
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  const separator = page.getByRole("separator", { name: "Size of: About this flow" });
  const before = Number(await separator.getAttribute("aria-valuenow"));
  await separator.press("ArrowLeft");
  await expect(separator).toHaveAttribute("aria-valuenow", String(before + 16));
  await page.reload();
  await expect(separator).toHaveAttribute("aria-valuenow", String(before + 16));
  await page.getByRole("button", { name: "Hide panel" }).click();
  await expect(page.getByRole("complementary", { name: "About this flow" })).toBeHidden();
});

test("Ctrl+K goes to a flow by name", async ({ page }) => {
  await page.goto("/runs");
  await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Go to a flow, a run or a page").fill("nightly");
  await expect(page.getByRole("button", { name: /^Nightly sync/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/flows/nightlySync");
});
