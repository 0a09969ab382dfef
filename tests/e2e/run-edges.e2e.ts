import { onEdge } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

const edge = (from: string, to: string): string => `.react-flow__edge[data-id^="${from}."][data-id$=">${to}"]`;

test("an edge of a run shows how often it was taken and what it carried", async ({ page }) => {
  await startOrder(page, { id: "EDGE-1", total: 40 });
  await expect(page.locator('.react-flow__node[data-id="shipped"]')).toHaveAttribute("aria-label", /Done$/);
  await page.mouse.click(...(await onEdge(page.locator(edge("price", "size")))));
  const panel = page.getByRole("complementary", { name: "Edge" });
  await expect(panel.getByRole("heading", { name: "Price the order → Large order?" })).toBeVisible();
  await expect(panel.getByText("0 of 1 (0 %)")).toBeVisible();
  await expect(panel.getByText('"EDGE-1"')).toBeVisible();
  await expect(panel.getByText(/^\d+ B$/)).toBeVisible();
  await expectNothingSerious(page);
  await panel.getByRole("button", { name: "Close edge" }).click();
  await expect(page.getByRole("complementary", { name: "Run" })).toBeVisible();
});

test("with the keyboard, a step leads to its edges, and one that was not taken says so", async ({ page }) => {
  await startOrder(page, { id: "EDGE-2", total: 40 });
  const size = page.locator('.react-flow__node[data-id="size"]');
  await expect(size).toHaveAttribute("aria-label", /Done$/);
  await expect(size).toHaveAttribute("aria-description", /^After Price the order\. Leads to .*Charge the customer \(small\)/);
  await size.focus();
  await page.keyboard.press("Enter");
  const step = page.getByRole("complementary", { name: "Step Large order?" });
  await step.getByRole("button", { name: /Approve the order/ }).press("Enter");
  const panel = page.getByRole("complementary", { name: "Edge" });
  await expect(panel.getByText("The run went another way.")).toBeVisible();
});
