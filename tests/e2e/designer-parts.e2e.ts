import type { Page } from "@playwright/test";
import { drag, middleOf, newFlow, openFlow, paste, type Designer } from "./designer-page.ts";
import { expect, startOrder, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const STEPS = `nodes:
  - { id: start, kind: trigger.manual, name: Begin }
  - { id: one, kind: map, name: One, config: { expression: "1" } }
  - { id: two, kind: map, name: Two, config: { expression: "steps.one + 1" } }
  - { id: three, kind: map, name: Three, config: { expression: "steps.two + 1" } }
edges:
  - { from: start, to: one }
  - { from: one, to: two }
  - { from: two, to: three }
`;

const UNDONE = `nodes:
  - { id: start, kind: trigger.manual }
  - { id: book, kind: map, config: { expression: "1" } }
  - { id: charge, kind: map, config: { expression: "2" } }
  - { id: unbook, kind: map, config: { expression: "3" } }
  - { id: refund, kind: map, config: { expression: "4" } }
edges:
  - { from: start, to: book }
  - { from: book, to: charge }
  - { from: book, to: unbook, kind: compensation }
  - { from: charge, to: refund, kind: compensation }
`;

async function drawn(page: Page, name: string, text: string, count: number): Promise<Designer> {
  const designer = await newFlow(page, name);
  await paste(page, text);
  await expect(designer.nodes).toHaveCount(count);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Fit the whole flow" }).click();
  return designer;
}

const steps = (page: Page) => page.getByRole("region", { name: "Steps of the try" });

test("the tests of a mapping are made and run in its inspector; a call leads to a try", async ({ page }) => {
  const designer = await drawn(page, "Tests tab", STEPS, 4);
  await designer.node("Two").click();
  const panel = page.getByRole("complementary", { name: "Node Two" });
  await panel.getByRole("tab", { name: "Tests" }).click();
  await panel.getByRole("button", { name: "Add from sample" }).click();
  await expect(panel.getByText("It passes")).toBeVisible();
  await panel.getByRole("tab", { name: "Configure" }).click();
  await panel.getByRole("textbox", { name: "Expression, expression" }).fill("steps.one + 5");
  await panel.getByRole("tab", { name: "Tests" }).click();
  await expect(panel.getByText("0 of 1 pass")).toBeVisible();
  await designer.node("Begin").click();
  const start = page.getByRole("complementary", { name: "Node Begin" });
  await start.getByRole("tab", { name: "Tests" }).click();
  await start.getByRole("button", { name: "Try this node" }).click();
  await expect(steps(page).getByRole("button", { name: /Begin.*Done/ })).toBeVisible();
  await start.getByRole("button", { name: "Run scenarios" }).click();
  await expect(start.getByText(/None lie beside this flow yet/)).toBeVisible();
});

test("the scenarios beside a flow are run over its draft, and not over one with errors", async ({ page }) => {
  const designer = await openFlow(page, "orderApproval");
  await designer.node("Ship the order").click();
  const panel = page.getByRole("complementary", { name: "Node Ship the order" });
  await panel.getByRole("tab", { name: "Tests" }).click();
  await panel.getByRole("button", { name: "Run scenarios" }).click();
  await expect(panel.getByText("7 of 7 pass")).toBeVisible();
  await panel.getByRole("tab", { name: "Configure" }).click();
  await page.keyboard.press("Escape");
  await designer.node("Ship the order").click();
  await page.keyboard.press("Delete");
  await designer.node("Charge the customer").click();
  const other = page.getByRole("complementary", { name: "Node Charge the customer" });
  await other.getByRole("tab", { name: "Tests" }).click();
  await other.getByRole("button", { name: "Run scenarios" }).click();
  await expect(other.getByText("Mend the flow first")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(designer.node("Ship the order")).toBeVisible();
  await expect(page.getByText("Saving", { exact: true })).toHaveCount(0);
});

test("a node inside of a drawn selection is pressed and dragged like any other", async ({ page }) => {
  const designer = await drawn(page, "Drawn selection", STEPS, 4);
  const pressed = page.locator(".react-flow__node[aria-pressed=true]");
  // Room to begin beside the first node.
  for (let times = 0; times < 3; times++) await page.getByRole("button", { name: "Zoom out", exact: true }).click();
  const first = (await designer.node("Begin").boundingBox())!;
  const last = (await designer.node("Three").boundingBox())!;
  const over = 24;
  await drag(page, [first.x - over, first.y - over], [last.x + last.width + over, last.y + last.height + over]);
  await expect(pressed).toHaveCount(4);
  await drag(page, await middleOf(designer.node("Two")), [first.x + 400, last.y + 200]);
  await expect(pressed).toHaveCount(4);
  await designer.node("Two").click();
  await expect(pressed).toHaveCount(1);
  await expect(page.getByRole("complementary", { name: "Node Two" })).toBeVisible();
});

test("undos are numbered in the order they would run in, last first", async ({ page }) => {
  const designer = await drawn(page, "Undo order", UNDONE, 5);
  await expect(page.getByText("undo 1", { exact: true })).toBeVisible();
  await expect(page.getByText("undo 2", { exact: true })).toBeVisible();
  await designer.node("charge").click();
  await page.keyboard.press("Delete");
  await expect(page.getByText("undo 2", { exact: true })).toHaveCount(0);
  await expect(page.getByText("undo 1", { exact: true })).toHaveCount(1);
});

test("a run is opened in the designer, with its data to try the flow on", async ({ page }) => {
  await startOrder(page, { id: "OPEN-1", total: 20, sku: "OUT-OF-STOCK" });
  await expect(page.getByText("Compensated", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Open in designer" }).click();
  await page.waitForURL(/\/flows\/orderApproval/);
  await expect(steps(page).getByRole("button", { name: /Charge the customer/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
});

test("a group is run alone, and what is disabled is passed by and keeps the flow from being published", async ({ page }) => {
  const designer = await drawn(page, "Run a group", STEPS, 4);
  await designer.node("Two").click();
  await designer.node("Three").click({ modifiers: ["Shift"] });
  await page.keyboard.press("Control+g");
  await page.getByRole("dialog", { name: "Group" }).getByRole("button", { name: "Run group" }).click();
  await expect(steps(page).getByRole("button", { name: /Three.*Done/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Run this group" })).toBeVisible();

  await designer.node("Two").click();
  await page.keyboard.press("d");
  await expect(designer.node("Two")).toHaveAttribute("aria-label", /Disabled/);
  await page.getByRole("button", { name: "Try flow" }).click();
  await expect(steps(page).getByRole("button", { name: /Two.*disabled, passed by/ })).toBeVisible();
  await page.getByRole("tab", { name: /^Problems/ }).click();
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems.getByText(/"Two".* is disabled/)).toBeVisible();
  await page.screenshot({ path: "test-results/disabled-node.png" });
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("1 error must be mended first")).toBeVisible();
  await page.keyboard.press("Escape");
  await problems.getByRole("button", { name: "Enable it", exact: true }).click();
  await expect(problems.getByText(/is disabled/)).toHaveCount(0);
  expect((await designer.saved()).layout).not.toHaveProperty("disabled");
});
