import { expect, startOrder, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("two runs chosen in the list are compared, the older one first", async ({ page }) => {
  for (const id of ["CHOOSE-1", "CHOOSE-2"]) {
    await startOrder(page, { id, total: 40 });
    await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
  }
  const newest = page.url().split("/").at(-1)!;
  await page.goto("/runs");
  const box = (id: string) => page.getByRole("checkbox", { name: `Choose Order approval ${id} for comparison` });
  await box("CHOOSE-2").check();
  await expect(page.getByText("Choose another run of Order approval to compare with.")).toBeVisible();
  await box("CHOOSE-1").check();
  await page.screenshot({ path: "test-results/choose-runs.png" });
  await page.getByRole("link", { name: "Compare runs" }).click();
  await page.waitForURL(new RegExp(`/compare/${newest}$`));
  await expect(page.getByRole("table", { name: "Steps of both runs" })).toBeVisible();
});
