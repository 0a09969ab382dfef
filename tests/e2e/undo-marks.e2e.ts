import { openFlow } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";

test("an effect that nothing undoes is warned of until it is the point of no return, which its card says", async ({
  page,
  copyOf,
}) => {
  const designer = await openFlow(page, await copyOf("fulfillOrder"));
  await expect(designer.node("Refund the charge")).toHaveAttribute("aria-label", /, runs only to undo, inside/);
  await designer.node("Unpack the parcel").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("Delete");
  await expect(designer.node("Unpack the parcel")).toHaveCount(0);
  const ship = designer.node("Pack the parcel");
  await expect(ship.getByTitle("1 warning")).toBeVisible();
  await page.getByRole("tab", { name: /^Problems/ }).click();
  const warning = page.getByText(/Pack the parcel" \(ship\) changes something outside that nothing undoes/);
  await expect(warning.first()).toBeVisible();

  await ship.click({ position: { x: 60, y: 16 } });
  const panel = page.getByRole("complementary").filter({ has: page.getByRole("tab", { name: "Configure" }) });
  await panel.getByRole("switch", { name: /^Point of no return/ }).click({ force: true });
  await expect(ship).toHaveAttribute("aria-label", /, point of no return, inside/);
  await expect(ship.getByTitle("Point of no return")).toBeVisible();
  await expect(warning).toHaveCount(0);
  expect((await designer.saved()).document.nodes.find(({ id }) => id === "ship")).toMatchObject({ pivot: true });

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `test-results/undo-marks-${colorScheme}.png` });
  }
  await page.getByText("Outline", { exact: true }).click();
  await expect(page.getByRole("treeitem", { name: /^Pack the parcel, HTTP request, point of no return/ })).toBeVisible();
  await page.screenshot({ path: "test-results/undo-marks-outline.png" });
  await page.getByText("Canvas", { exact: true }).click();
  const tile = ship.locator('[data-detail="tile"]').first();
  await expect(async () => {
    await page.getByRole("button", { name: "Zoom out" }).click();
    await expect(tile).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(ship.getByTitle("Point of no return")).toBeVisible();
  await page.screenshot({ path: "test-results/undo-marks-far.png" });
});
