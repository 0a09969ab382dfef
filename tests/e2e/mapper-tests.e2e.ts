import type { Locator, Page } from "@playwright/test";
import { discardDraft } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";

const PAYLOAD = {
  action: "opened",
  repository: { full_name: "acme/shop" },
  issue: {
    number: 7,
    title: "Crash on save",
    html_url: "https://github.com/acme/shop/issues/7",
    user: { login: "ana" },
    labels: [{ name: "bug" }, { name: "ui" }],
  },
};

const target = (page: Page, key: string): Locator =>
  page.getByRole("tree", { name: "Target fields" }).locator(`[data-key="${key}"]`);
const tests = (page: Page): Locator => page.getByRole("region", { name: "Tests of the mapping" });

/** The mapping of the published flow, with one payload as its sample. */
async function openMapper(page: Page): Promise<void> {
  await discardDraft(page, "githubTriage");
  await page.goto("/flows/githubTriage/map/issue");
  await expect(page.getByRole("tree", { name: "Target fields" })).toBeVisible();
  await giveSample(page, PAYLOAD);
}

async function giveSample(page: Page, payload: object): Promise<void> {
  await page.getByRole("button", { name: "Sample data" }).click();
  await page.getByLabel("JSON or CSV").fill(JSON.stringify(payload));
  await page.getByRole("button", { name: "Use sample" }).click();
  await expect(page.getByLabel("JSON or CSV")).toBeHidden();
}

const show = (page: Page, tab: string): Promise<void> =>
  page.getByRole("radiogroup", { name: "Show" }).getByText(tab, { exact: true }).click();

test("a test of the sample passes, fails when the mapping changes, and takes what it makes now", async ({ page }) => {
  await openMapper(page);
  await show(page, "Tests");
  await expect(tests(page).getByText("No tests yet")).toBeVisible();
  await tests(page).getByRole("button", { name: "Add from sample" }).click();
  await expect(tests(page).getByText("It passes")).toBeVisible();
  await expect(tests(page).getByText("100 % of the fields covered")).toBeVisible();

  await target(page, "/author").click();
  await page.keyboard.press("Delete");
  await expect(tests(page).getByText("0 of 1 pass")).toBeVisible();
  await expect(tests(page).getByText('author must be "ana", got nothing').first()).toBeVisible();
  await tests(page).getByRole("button", { name: "Accept output" }).click();
  await expect(tests(page).getByText("It passes")).toBeVisible();

  await tests(page).getByRole("button", { name: 'More for the test "Sample"' }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await tests(page).getByRole("textbox", { name: "Name of the test" }).fill("An issue");
  await page.keyboard.press("Enter");
  await expect(
    tests(page)
      .getByRole("button", { name: /An issue/ })
      .first(),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(
    tests(page)
      .getByRole("button", { name: /An issue/ })
      .first(),
  ).toHaveAttribute("aria-expanded", "true");
  await tests(page).getByRole("button", { name: 'More for the test "An issue"' }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(tests(page).getByText("No tests yet")).toBeVisible();
});

test("a sample without a field leads to a review, and one answer binds the line anew", async ({ page }) => {
  await openMapper(page);
  const { title, ...issue } = PAYLOAD.issue;
  await giveSample(page, { ...PAYLOAD, issue: { ...issue, headline: title } });
  const review = page.getByRole("dialog", { name: "Lines that do not fit" });
  await expect(review.getByText('"input.issue.title" is not in the source any more.')).toBeVisible();
  await expect(review.getByText(/Bind to input\.issue\.headline/)).toBeVisible();
  await review.getByRole("button", { name: "Bind 1 anew" }).click();
  await expect(target(page, "/title")).toContainText('"Crash on save"');
  await expect(page.getByText(/does not fit/)).toHaveCount(0);
});

test("the text is formatted on demand, and undo gives it back", async ({ page }) => {
  await openMapper(page);
  await show(page, "Text");
  await expect(page.locator(".monaco-editor").first()).toBeVisible({ timeout: 40_000 });
  await page.getByRole("button", { name: "Format" }).click();
  await expect(page.getByRole("button", { name: "Undo: Format the mapping's text" })).toBeVisible();
  await page.getByRole("button", { name: "Undo: Format the mapping's text" }).click();
  await expect(page.getByRole("button", { name: "Redo: Format the mapping's text" })).toBeVisible();
});

test("what is turned down is no sure proposal any more", async ({ page }) => {
  await openMapper(page);
  await page.getByRole("button", { name: "Target schema" }).click();
  await page
    .getByLabel("JSON Schema, OpenAPI, JSON samples or CSV")
    .fill(JSON.stringify({ type: "object", properties: { action: { type: "string" } } }));
  await page.getByRole("button", { name: "Use as target" }).click();
  await page.getByRole("button", { name: "Auto-map" }).click();
  const dialog = page.getByRole("dialog", { name: "Auto-map" });
  const line = dialog.getByRole("checkbox", { name: "input.action to action" });
  await expect(line).toBeChecked();
  await dialog.getByRole("button", { name: "Wrong, do not propose again: input.action to action" }).click();
  await expect(line).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Auto-map" }).click();
  await expect(dialog.getByText("Turned down before", { exact: false })).toBeVisible();
  await expect(line).not.toBeChecked();
});
