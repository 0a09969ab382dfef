import type { Locator, Page } from "@playwright/test";
import { newFlow, openFlow } from "./designer-page.ts";
import { expect, startOrder, test } from "./fixtures.ts";

/** Presses a button and says, before any timer has run, whether the dialog that opened has the focus. */
const pressAndLook = (button: Locator): Promise<boolean> =>
  button.evaluate(async (element: HTMLElement) => {
    element.focus();
    element.click();
    for (let turn = 0; turn < 50 && !document.querySelector('[role="dialog"]'); turn++) await Promise.resolve();
    return document.querySelector('[role="dialog"]')?.contains(document.activeElement) ?? false;
  });

async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("a dialog has the focus in the moment it opens, and gives it back when it closes", async ({ page }) => {
  await page.goto("/flows");
  const button = page.getByRole("button", { name: "New flow" });
  await expect(page.getByText("Order approval").first()).toBeVisible();
  expect(await pressAndLook(button)).toBe(true);
  await page.keyboard.type("Typed at once");
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue("Typed at once");
  await close(page);
  await expect(button).toBeFocused();
});

test("so does a drawer", async ({ page }) => {
  await openFlow(page, "orderApproval");
  const button = page.getByRole("button", { name: "Start run" });
  await button.click();
  await expect(page.getByRole("dialog").getByLabel("Input")).toBeVisible();
  await close(page);
  expect(await pressAndLook(button)).toBe(true);
  await close(page);
  await expect(button).toBeFocused();
});

test("a dialog begins with what there is to do in it, not with the button that closes it", async ({ page }) => {
  await startOrder(page, { id: "FOCUS-1", total: 4_000 });
  const act = async (name: string): Promise<void> => {
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await act("Go back in time…");
  await expect(page.getByRole("combobox", { name: "Go back to" })).toBeFocused();
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await close(page);
  await act("Cancel run…");
  await expect(page.getByRole("radio", { name: "Undo completed steps that can be undone" })).toBeFocused();
  await close(page);
  await page.route(/runs\.list/, () => undefined);
  await act("Compare with…");
  await expect(page.getByRole("heading", { name: "Compare with another run" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Close" })).toBeFocused();
});

test("the sheet of shortcuts is read from its beginning, and no key of it waits to be changed", async ({ page }) => {
  await openFlow(page, "orderApproval");
  await page.keyboard.press("?");
  await expect(page.getByText("Press the keys of a row to choose others.")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Press the keys of a row to choose others.")).toBeVisible();
});

test("keys pressed right after the one that opens the list of nodes are typed into it", async ({ page }) => {
  const designer = await newFlow(page, "Typed ahead");
  await page.locator(".react-flow__pane").click({ position: { x: 40, y: 200 } });
  const landed = await page.evaluate(async () => {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
    for (let turn = 0; turn < 50 && !document.querySelector('[role="dialog"]'); turn++) await Promise.resolve();
    return document.activeElement?.getAttribute("aria-label");
  });
  expect(landed).toBe("Search nodes to add");
  await page.keyboard.type("web");
  await expect(designer.search).toHaveValue("web");
});

test("a dialog that is asked for at the lower edge of the screen is in sight as a whole", async ({ page }) => {
  const designer = await newFlow(page, "At the edge");
  const pane = (await page.locator(".react-flow__pane").boundingBox())!;
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height - 4);
  await page.keyboard.press("/");
  await expect(designer.search).toBeFocused();
  const { y, height } = (await page.getByRole("dialog", { name: "Add a node" }).boundingBox())!;
  expect(y + height).toBeLessThanOrEqual(page.viewportSize()!.height);
});
