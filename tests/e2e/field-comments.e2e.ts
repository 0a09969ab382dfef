import type { Page } from "@playwright/test";
import { newFlow, openFlow, paste, type Designer } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const STEPS = `nodes:
  - { id: start, kind: trigger.manual, name: Begin }
  - { id: one, kind: map, name: One, config: { expression: "1" } }
  - { id: call, kind: http, name: Call, config: { method: GET, url: "https://x.example/things" } }
  - { id: two, kind: map, name: Two, config: { expression: "steps.one + 1" } }
edges:
  - { from: start, to: one }
  - { from: one, to: call }
  - { from: call, to: two }
`;

async function drawn(page: Page, name: string): Promise<Designer> {
  const designer = await newFlow(page, name);
  await paste(page, STEPS);
  await expect(designer.nodes).toHaveCount(4);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Fit the whole flow" }).click();
  return designer;
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme });

    test("a comment stands at a field, in the thread of its node and in the list, until it is resolved", async ({ page }) => {
      const designer = await drawn(page, `Field comments ${colorScheme}`);
      await designer.node("Call").click();
      const panel = page.getByRole("complementary", { name: "Node Call" });
      const atField = panel.locator('[aria-describedby="field-config/url-label"]');
      await panel.locator('[id="field-config/url-label"]').hover();
      await atField.click();
      const dialog = page.getByRole("dialog", { name: "Comments" });
      await expect(dialog.getByLabel("About")).toHaveValue("config/url");
      await dialog.getByRole("textbox", { name: "Comment" }).fill("Is this the test system?");
      await page.screenshot({ path: `test-results/field-comment-${colorScheme}.png` });
      await expectNothingSerious(page);
      await page.keyboard.press("Control+Enter");
      await expect(dialog.getByText("Is this the test system?")).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(panel.getByRole("button", { name: "1 comment on this field" })).toBeVisible();
      await page.screenshot({ path: `test-results/field-commented-${colorScheme}.png` });
      expect(Object.values((await designer.saved()).layout.comments ?? {})).toMatchObject([
        { on: { node: "call", field: "config/url" }, text: "Is this the test system?" },
      ]);

      await page.getByRole("tab", { name: /^Comments/ }).click();
      await designer.node("Two").click();
      await page
        .getByRole("list", { name: "Open comments" })
        .getByRole("button", { name: /Is this the test system.*Call, / })
        .click();
      await expect(page.locator('[id="field-config/url"]')).toBeFocused();
      await page.getByRole("button", { name: /^Resolve: / }).click();
      await expect(panel.getByRole("button", { name: "1 comment on this field" })).toHaveCount(0);
    });

    test("a group is disabled and enabled as a whole, one step each", async ({ page }) => {
      const designer = await drawn(page, `Whole group ${colorScheme}`);
      await designer.node("Call").click();
      await designer.node("Two").click({ modifiers: ["Shift"] });
      await page.keyboard.press("Control+g");
      const group = page.getByRole("dialog", { name: "Group" });
      await page.screenshot({ path: `test-results/group-dialog-${colorScheme}.png` });
      await group.getByRole("button", { name: "Disable all" }).click();
      await expect(designer.node("Call")).toHaveAttribute("aria-label", /Disabled/);
      await expect(designer.node("Two")).toHaveAttribute("aria-label", /Disabled/);
      await group.getByRole("button", { name: "Enable all" }).click();
      await expect(designer.node("Two")).not.toHaveAttribute("aria-label", /Disabled/);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+z");
      await expect(designer.node("Two")).toHaveAttribute("aria-label", /Disabled/);
      await page.keyboard.press("Alt+g");
      await expect(page.getByRole("button", { name: /^Group 1, .*Disabled/ })).toBeVisible();
      await page.screenshot({ path: `test-results/group-disabled-${colorScheme}.png` });
    });
  });

test("by keyboard alone, a comment on a node chooses the field it is about", async ({ page }) => {
  const designer = await drawn(page, "Keyboard comments");
  await designer.node("Call").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog", { name: "Comments" });
  await page.keyboard.press("Shift+Tab");
  await expect(dialog.getByLabel("About")).toBeFocused();
  await dialog.getByLabel("About").selectOption("timeout");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Long enough?");
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByText("Long enough?")).toBeVisible();
  expect(Object.values((await designer.saved()).layout.comments ?? {})).toMatchObject([
    { on: { node: "call", field: "timeout" } },
  ]);
});

test("on a phone, what was said of a field is read and answered beside it", async ({ page }) => {
  const designer = await drawn(page, "Comments on a phone");
  await designer.node("Call").click();
  await page.locator('[id="field-config/url-label"]').hover();
  await page.locator('[aria-describedby="field-config/url-label"]').click();
  const dialog = page.getByRole("dialog", { name: "Comments" });
  await dialog.getByRole("textbox", { name: "Comment" }).fill("Is this the test system?");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "1 comment on this field" }).click();
  await expect(dialog.getByText("Is this the test system?")).toBeInViewport();
  await expect(dialog.getByRole("textbox", { name: "Comment" })).toBeInViewport();
  await page.screenshot({ path: "test-results/field-comment-phone.png" });
  await expectNothingSerious(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "1 comment on this field" })).toBeFocused();
});

test("a step of a run is pinned in the draft and made a test of its mapping, once", async ({ page }) => {
  await startOrder(page, { id: "TAKE-1", total: 40 });
  const price = page.locator('.react-flow__node[data-id="price"]');
  await expect(price).toHaveAttribute("aria-label", /Done$/);
  const runPage = page.url();
  await price.click();
  const step = page.getByRole("complementary", { name: "Step Price the order" });
  await step.getByRole("link", { name: "Pin in designer" }).scrollIntoViewIfNeeded();
  await page.screenshot({ path: "test-results/take-step.png" });
  await step.getByRole("link", { name: "Pin in designer" }).click();
  await page.waitForURL(/\/flows\/orderApproval$/);
  const panel = page.getByRole("complementary", { name: "Node Price the order" });
  await expect(panel.getByText("Pinned here; tries use it instead of running the step")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Unpin" })).toBeVisible();
  await page.screenshot({ path: "test-results/taken-sample.png" });
  await page.getByRole("button", { name: "Undo", exact: true }).click();

  await page.goto(`${runPage}?step=price`);
  await step.getByRole("link", { name: "Make a test" }).click();
  await page.waitForURL(/\/flows\/orderApproval$/);
  await expect(panel.getByRole("tab", { name: "Tests", selected: true })).toBeVisible();
  const tests = panel.getByRole("region", { name: "Tests of the mapping" });
  await expect(tests.getByText("It passes")).toBeVisible();
  await expect(page.getByText(/^Added the test "Run of /)).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(tests.getByText("It passes")).toHaveCount(0);
  await expect(page.getByText("Saving", { exact: true })).toHaveCount(0);
});

test("the canvas of the designer is warmed by the newest runs", async ({ page }) => {
  await startOrder(page, { id: "HEAT-1", total: 40 });
  const designer = await openFlow(page, "orderApproval");
  await page.getByRole("button", { name: "How the newest runs did" }).click();
  await page.getByRole("menuitem", { name: "Heat of 20 runs" }).click();
  await expect(designer.node("Price the order")).toHaveAttribute("aria-label", /× · p95/);
  await page.screenshot({ path: "test-results/designer-heat.png" });
});
