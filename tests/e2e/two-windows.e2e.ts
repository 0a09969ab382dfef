import type { Browser, Page } from "@playwright/test";
import { newFlow, openFlow, paste, type Designer } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

/** Another window of the same person, as on a second machine. */
async function otherWindow(browser: Browser, storageState: object, url: string, { flowId }: Designer): Promise<Designer> {
  const context = await browser.newContext({ storageState: storageState as never, baseURL: url, reducedMotion: "reduce" });
  return openFlow(await context.newPage(), flowId);
}

const nodeText = (id: string, name: string): string =>
  `nodes:\n  - { id: ${id}, kind: map, name: ${name}, config: { expression: "1" } }\n`;

async function rename(page: Page, { node }: Designer, from: string, to: string): Promise<void> {
  await node(from).click();
  await page.keyboard.press("F2");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(to);
  await page.keyboard.press("Enter");
}

test("two windows see each other, and each undoes only its own steps", async ({ page, browser, signedIn, stack }) => {
  const one = await newFlow(page, "Two windows");
  await paste(page, nodeText("first", "First"));
  await one.saved();
  const two = await otherWindow(browser, signedIn, stack.url, one);
  await expect(page.getByRole("group", { name: "1 other window is here" })).toBeVisible();
  await expect(two.page.getByRole("group", { name: "1 other window is here" })).toBeVisible();

  await paste(page, nodeText("mine", "Mine"));
  await expect(two.node("Mine")).toBeVisible();
  await paste(two.page, nodeText("theirs", "Theirs"));
  await expect(one.node("Theirs")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(one.node("Mine")).toHaveCount(0);
  await expect(two.node("Mine")).toHaveCount(0);
  await expect(two.node("Theirs")).toBeVisible();
  expect(await one.saved()).toEqual(await two.saved());

  await two.page.context().close();
  await expect(page.getByRole("group", { name: /other window/ })).toHaveCount(0);
});

test("edits that could not be saved are there after a reload", async ({ page }) => {
  const designer = await newFlow(page, "Cut off");
  await paste(page, nodeText("before", "Before"));
  await designer.saved();
  await page.route("**/api/trpc/drafts.save**", (route) => route.abort());
  await paste(page, nodeText("offline", "Offline"));
  await expect(designer.node("Offline")).toBeVisible();
  await page.unrouteAll();
  await page.reload();
  await expect(designer.node("Offline")).toBeVisible();
  const { document } = await designer.saved();
  expect(document.nodes.map(({ id }) => id)).toEqual(["before", "offline"]);
});

test("what both changed is shown side by side, and the person chooses", async ({ page, browser, signedIn, stack }) => {
  const one = await newFlow(page, "Both at once");
  await paste(page, nodeText("price", "Price"));
  await one.saved();
  const two = await otherWindow(browser, signedIn, stack.url, one);
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await two.page.route(/\/api\/trpc\/[^?]*drafts\.save/, async (route) => {
    await held;
    await route.continue();
  });
  await rename(two.page, two, "Price", "Cost");
  await rename(page, one, "Price", "Total");
  await one.saved();
  await expect(two.page.getByText("One of your changes met a change of somebody else")).toBeVisible();
  await expect(two.node("Total")).toBeVisible();
  letGo();
  await two.page.getByRole("button", { name: "Compare" }).click();
  const dialog = two.page.getByRole("dialog", { name: "Both of you changed this" });
  await expect(dialog.getByRole("region", { name: "Yours" })).toContainText("Cost");
  await expect(dialog.getByRole("region", { name: "Theirs" })).toContainText("Total");
  await dialog.getByRole("button", { name: "Use mine" }).click();
  await expect(two.node("Cost")).toBeVisible();
  await expect(one.node("Cost")).toBeVisible();
  await expect(two.page.getByText("met a change of somebody else")).toHaveCount(0);
});
