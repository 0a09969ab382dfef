import { newFlow, openFlow } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";

const AWAY = {
  status: 500,
  json: { error: { message: "OmniLink cannot reach its database.", code: -32603, data: { code: "INTERNAL_SERVER_ERROR" } } },
};

test("publishing outlasts an outage: it says so, keeps what was written, and goes on by itself", async ({ page }) => {
  test.slow();
  const designer = await newFlow(page, "Outage");
  await page
    .getByRole("region", { name: "Begin the flow" })
    .getByRole("button", { name: /Manual/ })
    .click();
  await designer.saved();

  await page.route(/api\/trpc\/.*(drafts\.history|reviews\.rule)/, (route) => route.fulfill(AWAY));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Publish version 1" });
  await expect(dialog.getByText("What would be published could not be loaded")).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole("button", { name: "Publish version 1" })).toHaveCount(0);
  await dialog.getByLabel("Note").fill("Written in the dark");
  await page.unroute(/api\/trpc\/.*(drafts\.history|reviews\.rule)/);
  const publish = dialog.getByRole("button", { name: "Publish version 1" });
  await expect(publish).toBeEnabled({ timeout: 60_000 });
  await expect(dialog.getByText("could not be loaded")).toHaveCount(0);
  await expect(dialog.getByLabel("Note")).toHaveValue("Written in the dark");

  let answer = (): void => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/api\/trpc\/.*drafts\.publish/, async (route) => {
    await held;
    await route.continue();
  });
  await publish.click();
  await expect(dialog.getByText("No answer yet")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog.getByLabel("Note").fill("The next note");
  answer();
  await expect(designer.said).toHaveText("Version 1 is live");
  await expect(page.getByRole("dialog").getByLabel("Note")).toHaveValue("The next note");
  await page.keyboard.press("Escape");
  await openFlow(page, designer.flowId);
  await expect(page.getByText("v1", { exact: true })).toBeVisible();
});
