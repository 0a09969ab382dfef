import { expect, startOrder, test } from "./fixtures.ts";

test("runs are found by why they failed and by their key, and the filter is kept as a view", async ({ page }) => {
  await startOrder(page, { id: "FIND-1", total: 40 });
  await startOrder(page, { id: "FIND-2", total: 40, sku: "OUT-OF-STOCK" });
  await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
  await page.goto("/runs");
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("Business key").fill("FIND-*");
  const runs = page.getByRole("list", { name: "Runs" });
  await expect(runs.getByText("FIND-1")).toBeVisible();
  await page.getByLabel("Error code").fill("http/*");
  await expect(runs.getByText("FIND-1")).toBeHidden();
  await expect(runs.getByText("FIND-2")).toBeVisible();
  await expect(page).toHaveURL(/key=FIND-\*&code=http%2F\*$/);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this filter…" }).click();
  await page.getByLabel("Name").fill("Refused orders");
  await page.getByRole("button", { name: "Save view" }).click();
  await page.goto("/runs");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Refused orders" }).click();
  await expect(runs.getByText("FIND-2")).toBeVisible();
});
