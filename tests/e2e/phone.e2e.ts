import type { Locator } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

const THUMB = 44;

async function expectForAThumb(targets: Locator): Promise<void> {
  for (const target of await targets.all()) {
    const { width, height } = (await target.boundingBox())!;
    expect(Math.min(width, height), (await target.textContent()) ?? "").toBeGreaterThanOrEqual(THUMB);
  }
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, contextOptions: { reducedMotion: "reduce" } });

  test("every place is one or two presses of the thumb away, and the bar says where one is", async ({ page }) => {
    await page.goto("/overview");
    const bar = page.getByRole("navigation", { name: "Main" });
    await expect(bar.getByRole("link")).toHaveText([/Overview/, /Flows/, /Runs/, /Approvals/]);
    const more = bar.getByRole("button", { name: /More/ });
    await expectForAThumb(bar.locator("a:visible, button:visible"));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    for (const place of ["Reviews", "Incidents", "Environments", "People"]) {
      await more.tap();
      const sheet = page.getByRole("dialog", { name: "More" });
      await expectForAThumb(sheet.locator("a, button"));
      await sheet.getByRole("link", { name: new RegExp(`^${place}`) }).tap();
      await expect(page.getByRole("heading", { level: 1, name: place })).toBeVisible();
      await expect(sheet).toBeHidden();
      await expect(more).toHaveAttribute("aria-current", "true");
    }
    await bar.getByRole("link", { name: "Runs" }).tap();
    await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
    await expect(more).not.toHaveAttribute("aria-current");
  });

  test("a field that is touched does not make the phone zoom in", async ({ page }) => {
    await page.goto("/flows");
    await page.getByRole("button", { name: "New flow" }).first().tap();
    const dialog = page.getByRole("dialog", { name: "New flow" });
    await expect(dialog.getByRole("textbox").first()).toBeVisible();
    for (const field of await dialog.getByRole("textbox").all()) await expect(field).toHaveCSS("font-size", "16px");
  });

  test("the keyboard opens the sheet, stays in it, and is back at its button after Escape; axe finds nothing", async ({
    page,
  }) => {
    await page.goto("/flows");
    const more = page.getByRole("navigation", { name: "Main" }).getByRole("button", { name: /More/ });
    await more.focus();
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog", { name: "More" });
    await expect(sheet.getByRole("button", { name: "Sign out" })).toBeVisible();
    await expect(more).toHaveAttribute("aria-expanded", "true");
    await expectNothingSerious(page);
    for (let presses = 0; presses < 14; presses += 1) {
      await page.keyboard.press("Tab");
      expect(await sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await expect(more).toBeFocused();

    await page.keyboard.press("Enter");
    await sheet.getByText("Dark").tap();
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
    await sheet.getByRole("button", { name: "Search and commands" }).tap();
    await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  });
});
