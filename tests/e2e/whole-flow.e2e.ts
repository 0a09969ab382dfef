import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { readFlow } from "../../engine/core/flow/read-flow.ts";
import { newFlow } from "./designer-page.ts";
import { drawOrderApproval, meaningOf } from "./draw-order-approval.ts";
import { expect, test } from "./fixtures.ts";
import { keyboard, mouse, type Hands } from "./hands.ts";

test.use({
  contextOptions: { reducedMotion: "reduce" },
  viewport: { width: 2_200, height: 1_200 },
  // A picture of the page at each of two thousand presses would take longer than the presses.
  trace: { mode: "retain-on-failure", snapshots: false, screenshots: false },
});
test.setTimeout(300_000);

const example = readFlow(readFileSync(resolve(import.meta.dirname, "../../flows/orderApproval/flow.yaml"), "utf8")).document!;

for (const [way, handsOf] of [
  ["with the mouse", mouse],
  ["with the keyboard alone", keyboard],
] as const) {
  test(`order approval is drawn ${way}, tried, published, run to its end, and undone when refused`, async ({ page }) => {
    const hands = handsOf(await newFlow(page, `Orders drawn ${way}`));
    await drawOrderApproval(hands, example);
    const { document } = await hands.designer.saved();
    expect(meaningOf(document)).toEqual(meaningOf(example));
    await tryIt(hands);
    await publish(hands);
    await run(hands, { id: "DRAWN-1", price: 2_500, sku: "tea" });
    await hands.press(page.getByRole("button", { name: "Approve", exact: true }));
    await expect(stepOf(page, "shipped")).toHaveAttribute("aria-label", /Done$/);
    await expect(page.getByText("Run completed", { exact: true })).toBeAttached();

    await page.goto(`/flows/${hands.designer.flowId}`);
    await run(hands, { id: "DRAWN-2", price: 20, sku: "OUT-OF-STOCK" });
    await expect(page.getByText("Compensated", { exact: true }).first()).toBeVisible();
    await expect(stepOf(page, "refund")).toHaveAttribute("aria-label", /Done$/);
  });
}

const stepOf = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);

/** Runs the draft in memory and answers for the two systems it would call. */
async function tryIt(hands: Hands): Promise<void> {
  const { page } = hands.designer;
  await expect(page.getByRole("tab", { name: /^Problems/ })).toHaveText("Problems");
  await hands.openTry();
  const steps = page.getByRole("region", { name: "Steps of the try" });
  await expect(steps).toBeVisible();
  await hands.press(page.getByRole("button", { name: "Try flow" }));
  for (const [name, answer] of [
    ["Charge the customer", '{"chargeId": "ch_1"}'],
    ["Ship the order", '{"shipmentId": "sh_1"}'],
  ] as const) {
    const question = page.getByRole("region", { name: `Question: ${name}` });
    await hands.press(question.getByRole("button", { name: "Answer it" }));
    await hands.enter(question.getByLabel("What the call gives"));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(answer);
    await hands.press(question.getByRole("button", { name: "Go on with it" }));
  }
  await expect(page.getByRole("region", { name: "Drawer" }).getByText("Completed")).toBeVisible();
  await expect(steps.getByRole("button", { name: /Order on its way.*Done/ })).toBeVisible();
}

async function publish(hands: Hands): Promise<void> {
  const { page } = hands.designer;
  await hands.press(page.getByRole("button", { name: "Publish", exact: true }));
  const dialog = page.getByRole("dialog", { name: "Publish version 1" });
  await hands.press(dialog.getByRole("button", { name: "Publish version 1" }));
  await expect(hands.designer.said).toContainText("Version 1 is live");
}

interface Order {
  readonly id: string;
  readonly price: number;
  readonly sku: string;
}

const inputOf = ({ id, price, sku }: Order): string =>
  JSON.stringify({ id, customer: "Bluebird Ltd", lines: [{ sku, price, qty: 1 }] });

async function run(hands: Hands, order: Order): Promise<void> {
  const { page } = hands.designer;
  await hands.press(page.getByRole("button", { name: "Start run" }));
  await expect(page.getByRole("dialog").getByLabel("Input")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(inputOf(order));
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.waitForURL(/\/runs\/[\da-f-]{36}$/);
}
