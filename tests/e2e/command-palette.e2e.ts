import { openFlow } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";

/** A machine that is busy: what the page does by a timer or with the next frame comes after the keys that are pressed meanwhile. */
const LATE_MS = 250;

test("a flow is begun from any page without the mouse", async ({ page }) => {
  await page.goto("/runs");
  await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("new flow");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New flow" });
  const name = dialog.getByRole("textbox", { name: "Name" });
  await expect(name).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/flows$/);
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("new flow");
  await page.keyboard.press("Enter");
  await expect(name).toBeFocused();
  await page.keyboard.type("Begun by keys");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/flows\/begun-?by-?keys/i);
});

test("what is typed at once after Ctrl+K is for the palette, however late the page is, and it goes to the node that was asked for", async ({
  page,
}) => {
  await page.addInitScript((lateMs) => {
    const later = window.setTimeout.bind(window);
    const nextFrame = window.requestAnimationFrame.bind(window);
    window.setTimeout = ((act: () => void, ms = 0) => later(act, ms < 20 ? lateMs : ms)) as typeof window.setTimeout;
    window.requestAnimationFrame = (act) => later(() => nextFrame(act), lateMs) as unknown as number;
    window.cancelAnimationFrame = (frame) => window.clearTimeout(frame);
  }, LATE_MS);
  const designer = await openFlow(page, "orderApproval");
  const search = page.getByRole("textbox", { name: "Search and commands" });
  // Its code is fetched now, and comes late as well.
  await page.route("**/_next/static/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    await route.continue();
  });
  await designer.node("Price the order").focus();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("Go to Large order?");
  await expect(search).toHaveValue("Go to Large order?");
  await page.keyboard.press("Enter");
  await expect(designer.node("Large order?")).toBeFocused();

  for (const name of ["Charge the customer", "Large order?", "Approve the order"]) {
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type(`Go to ${name}`);
    await page.keyboard.press("Enter");
    await expect(designer.node(name)).toBeFocused();
  }
  // No letter of it was taken for a shortcut.
  await expect(page.getByRole("tab", { name: "Try", exact: true })).toHaveAttribute("aria-selected", "false");
  await expect(page.getByRole("tree", { name: "Outline of the flow" })).toHaveCount(0);
});
