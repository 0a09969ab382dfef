import type { Page } from "@playwright/test";
import { openFlow } from "./designer-page.ts";
import { expect, startOrder, tabTo, test } from "./fixtures.ts";

/** A window of 1440 × 900 at 200 %, as the page sees it. */
const ZOOMED = { width: 720, height: 450 };
const PAGES = [
  "/overview",
  "/overview/week",
  "/flows",
  "/flows/orderApproval",
  "/flows/orderApproval/versions",
  "/flows/orderApproval/environments",
  "/flows/githubTriage/map/issue",
  "/runs?key=NONE-*",
  "/approvals",
  "/reviews",
  "/incidents",
  "/environments",
  "/mappings",
  "/people",
  "/import",
];

/** What can be read or pressed and lies beside the window, where nothing scrolls to it. */
const outOfReach = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      ((/auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth) ||
        scrolls(element.parentElement));
    return [...document.querySelectorAll("a[href], button, input, textarea, h1, h2, h3, p, th, td")]
      .filter(
        (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".react-flow, .monaco-editor"),
      )
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (right > innerWidth + 1 || left < -1) && !scrolls(element.parentElement);
      })
      .map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 40)}`);
  });

test.describe("at 200 % zoom", () => {
  test.use({ viewport: ZOOMED, deviceScaleFactor: 2, contextOptions: { reducedMotion: "reduce" } });

  test("nothing of any page is out of reach", async ({ page }) => {
    test.setTimeout(180_000);
    await startOrder(page, { id: "ZOOM-1", total: 9_000 });
    for (const path of [new URL(page.url()).pathname, ...PAGES]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(ZOOMED.width);
      expect(await outOfReach(page), path).toEqual([]);
    }
  });
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves, not even on a run that is under way", async ({ page, stack }) => {
    await stack.fault({ system: "warehouse", mode: "slow", delayMs: 8_000 });
    await startOrder(page, { id: "STILL-1", total: 40 });
    await expect(page.locator('.react-flow__node[data-id="ship"]')).toHaveAttribute("aria-label", /Running$/);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .map((animation) => animation.effect?.getComputedTiming())
        .filter((timing) => timing !== undefined && Number(timing.endTime) > 20)
        .map((timing) => `${String(timing?.duration)} ms, ${String(timing?.iterations)} times`),
    );
    await stack.fault({ system: "warehouse", mode: "off" });
    expect(moving).toEqual([]);
  });
});

test("a menu that leads to a dialog has the focus at its button again after Escape, with the keyboard alone", async ({
  page,
}) => {
  await startOrder(page, { id: "BACK-1", total: 9_000 });
  const actions = page.getByRole("button", { name: "Actions" });
  await tabTo(page, "button", "Actions");
  for (const item of ["Pause…", "Go back in time…", "Run again…", "Compare with…", "Cancel run…"]) {
    await page.keyboard.press("Enter");
    const entry = page.getByRole("menuitem", { name: item });
    await expect(entry).toBeVisible();
    await expect(async () => {
      await page.keyboard.press("ArrowDown");
      await expect(entry).toBeFocused({ timeout: 100 });
    }).toPass();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(actions, item).toBeFocused();
  }
  await openFlow(page, "orderApproval");
  const more = page.getByRole("button", { name: "More", exact: true });
  await more.press("Enter");
  await page.getByRole("menuitem", { name: "Take as code" }).press("Enter");
  await expect(page.getByRole("dialog", { name: "Take as code" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(more).toBeFocused();
});

test("the menu of a node does what it says, and gives the focus back to the node", async ({ page }) => {
  const designer = await openFlow(page, "orderApproval");
  const node = designer.node("Price the order");
  await node.press("Enter");
  await node.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: /^Add a node/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(node).toBeFocused();
  for (const [item, dialog] of [
    [/^Rename/, "Rename"],
    [/^Connect to/, /Connect/],
  ] as const) {
    await node.press("Shift+F10");
    await page.getByRole("menuitem", { name: item }).press("Enter");
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(node).toBeFocused();
  }
});

test("in forced colors what is chosen has a frame, on the canvas and among tabs, and what is not has none", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const designer = await openFlow(page, "orderApproval");
  await designer.node("Price the order").press("Enter");
  const frameOf = (id: string) => page.locator(`.react-flow__node[data-id="${id}"] > div`);
  await designer.node("Large order?").focus();
  await expect(frameOf("price")).toHaveCSS("outline-style", "solid");
  await expect(frameOf("approve")).toHaveCSS("outline-style", "none");
  await expect(page.getByRole("tab", { name: "Configure" })).toHaveCSS("outline-style", "solid");
  await expect(page.getByRole("tab", { name: "Output" })).toHaveCSS("outline-style", "none");
});
