import { expect, test } from "./fixtures.ts";

test.describe("the schedule of a flow", () => {
  test("shows the next times in its own zone, and can be paused and resumed", async ({ page }) => {
    await page.goto("/flows/stockReport");
    const panel = page.getByRole("complementary", { name: "About this flow" });
    await expect(panel.getByText("Monday to Friday at 07:00 (Europe/Berlin)")).toBeVisible();
    await expect(panel.getByText(/^(Mon|Tue|Wed|Thu|Fri), \d+ \w+ \d{4}, 07:00:00 /)).toHaveCount(5);
    await panel.getByRole("button", { name: "Pause schedule" }).click();
    await expect(panel.getByText("Paused by Ana Lima")).toBeVisible();
    await panel.getByRole("button", { name: "Resume schedule" }).click();
    await expect(panel.getByText("Next run")).toBeVisible();
  });

  test("lists what a backfill would start before it starts it", async ({ page }) => {
    await page.goto("/flows/stockReport");
    const panel = page.getByRole("complementary", { name: "About this flow" });
    await panel.getByRole("button", { name: "Backfill" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("From").fill("");
    await expect(dialog.getByText("Choose a date and a time")).toBeVisible();
    await expect(dialog.getByText("Must be later than From")).toBeHidden();
    await dialog.getByLabel("From").fill("2026-03-27T00:00");
    await dialog.getByLabel("To", { exact: true }).fill("2026-03-31T00:00");
    await expect(dialog.getByRole("listitem")).toHaveText([/^Fri, 27 Mar 2026, 07:00:00 /, /^Mon, 30 Mar 2026, 07:00:00 /]);
    await dialog.getByRole("button", { name: "Start 2 runs" }).click();
    await expect(dialog).toBeHidden();
    await expect(panel.getByText(/^Started, backfill by Ana Lima$/)).toHaveCount(2);
    await panel.getByRole("button", { name: "Backfill" }).click();
    await dialog.getByLabel("From").fill("2026-03-27T00:00");
    await dialog.getByLabel("To", { exact: true }).fill("2026-03-31T00:00");
    await expect(dialog.getByText("has run or waits")).toHaveCount(2);
    await expect(dialog.getByRole("button", { name: "Nothing to start" })).toBeDisabled();
  });
});
