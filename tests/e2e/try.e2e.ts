import type { Locator, Page } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

async function openTry(page: Page, flowId: string): Promise<Locator> {
  await page.goto(`/flows/${flowId}`);
  await page.getByRole("tab", { name: "Try" }).click();
  const steps = page.getByRole("region", { name: "Steps of the try" });
  await expect(steps).toBeVisible();
  return steps;
}

const question = (page: Page, name: string): Locator => page.getByRole("region", { name: `Question: ${name}` });

async function countRuns(page: Page, flowId: string): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ flowId, limit: 100 }));
  const answer = await page.request.get(`/api/trpc/runs.list?input=${input}`);
  const body = (await answer.json()) as { readonly result: { readonly data: { readonly runs: readonly unknown[] } } };
  return body.result.data.runs.length;
}

test("a flow is tried without calling anybody: answer, pin, go on, and nothing is left behind", async ({ page, copyOf }) => {
  const flowId = await copyOf("orderApproval");
  const steps = await openTry(page, flowId);
  await page.getByRole("button", { name: "Try flow" }).click();
  const charge = question(page, "Charge the customer");
  await charge.getByRole("button", { name: "Answer it" }).click();
  await charge.getByLabel("What the call gives").fill('{"chargeId": "ch_1"}');
  await charge.getByRole("button", { name: "Pin it as the sample" }).click();
  await expect(steps.getByRole("button", { name: /Charge the customer.*from its sample/ })).toBeVisible();

  const ship = question(page, "Ship the order");
  await ship.getByRole("button", { name: "Answer it" }).click();
  await ship.getByLabel("What the call gives").fill('{"shipmentId": "sh_1"}');
  await ship.getByRole("button", { name: "Go on with it" }).click();
  await expect(page.getByRole("region", { name: "Drawer" }).getByText("Completed")).toBeVisible();
  await steps.getByRole("button", { name: /Order on its way/ }).click();
  await expect(page.getByRole("region", { name: "Data of Order on its way" }).getByText('"ch_1"')).toBeVisible();
  expect(await countRuns(page, flowId)).toBe(0);

  await steps.getByRole("button", { name: /Charge the customer/ }).click();
  await page.getByRole("region", { name: "Data of Charge the customer" }).getByRole("button", { name: "Unpin" }).click();
  await expect(steps.getByRole("button", { name: /Ship the order.*"Charge the customer" was unpinned/ })).toBeVisible();
  await expect(page.getByText("Saving", { exact: true })).toHaveCount(0);
});

test("a call is really made only after a yes, and a failure undoes what was done", async ({ page, copyOf }) => {
  await openTry(page, await copyOf("orderApproval"));
  await page.getByRole("button", { name: "Try flow" }).click();
  const charge = question(page, "Charge the customer");
  await charge.getByRole("button", { name: "Really call…" }).click();
  await charge.getByRole("button", { name: "Call it for real" }).click();
  // Of the whole drawer, so that a failure says what came of the call instead.
  await expect(page.getByRole("region", { name: "Drawer" })).toContainText(/Charge the customer\s*Done, really called/);
  const ship = question(page, "Ship the order");
  await ship.getByRole("button", { name: "Let it fail" }).click();
  await ship.getByRole("button", { name: "Let it fail" }).click();
  const refund = question(page, "Refund the charge");
  await expect(refund).toContainText("would call out now");
  await refund.getByRole("button", { name: "Answer it" }).click();
  await refund.getByRole("button", { name: "Go on with it" }).click();
  await expect(page.getByRole("region", { name: "Drawer" }).getByText("Compensated")).toBeVisible();
});

test("a real call that is refused says what the other system answered", async ({ page, copyOf }) => {
  await openTry(page, await copyOf("orderApproval"));
  const order = { id: "REFUSED-1", customer: "NO-FUNDS", lines: [{ sku: "tea", price: 20, qty: 1 }] };
  await page.getByRole("region", { name: "Input of the try" }).getByLabel("Input").fill(JSON.stringify(order));
  await page.getByRole("button", { name: "Try flow" }).click();
  const charge = question(page, "Charge the customer");
  await charge.getByRole("button", { name: "Really call…" }).click();
  await charge.getByRole("button", { name: "Call it for real" }).click();
  const drawer = page.getByRole("region", { name: "Drawer" });
  await expect(drawer).toContainText(/Charge the customerFailed, really called/);
  await expect(drawer).toContainText("was answered with status 402");
  await expect(drawer).toContainText("http/status");
  await expect(drawer).not.toContainText("defect");
});

test("one node runs alone with what it reads, and asks people only for themselves", async ({ page, copyOf }) => {
  const steps = await openTry(page, await copyOf("orderApproval"));
  await page.locator(".react-flow__node", { hasText: "Approve the order" }).click();
  await page.getByRole("button", { name: "Run this node" }).click();
  const approve = question(page, "Approve the order");
  await expect(approve).toContainText("Order order-1001 over");
  await approve.getByRole("button", { name: "Reject" }).click();
  await expect(steps.getByRole("button", { name: /Approve the order.*Done/ })).toBeVisible();
  await expect(steps.getByRole("button", { name: /Charge the customer/ })).toHaveCount(0);
});

test("a failed run of production is brought into the designer with its data", async ({ page }) => {
  await startOrder(page, { id: "TRY-1", total: 20, sku: "OUT-OF-STOCK" });
  await expect(page.getByText("Compensated", { exact: true }).first()).toBeVisible();
  const runId = page.url().split("/").at(-1)!;
  await page.goto(`/flows/orderApproval?tryRun=${runId}`);
  const steps = page.getByRole("region", { name: "Steps of the try" });
  await expect(steps.getByRole("button", { name: /Charge the customer/ })).toBeVisible();
  await page.getByRole("button", { name: "Try flow" }).click();
  await expect(steps.getByRole("button", { name: /Ship the order.*Failed/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Drawer" }).getByText("Compensated")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(steps.getByRole("img", { name: "has a sample" })).toHaveCount(0);
});

test("the outline edits the same flow by keyboard, and selection is one", async ({ page, copyOf }) => {
  await page.goto(`/flows/${await copyOf("orderApproval")}`);
  await page.getByText("Outline", { exact: true }).click();
  const tree = page.getByRole("tree", { name: "Outline of the flow" });
  await tree.focus();
  await page.keyboard.press("ArrowDown");
  await expect(tree.getByRole("treeitem", { name: /^Price the order, Map/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("F2");
  await page.keyboard.type("Work out the price");
  await page.keyboard.press("Enter");
  await expect(tree.getByRole("treeitem", { name: /^Work out the price/ })).toBeVisible();
  await expect(tree).toBeFocused();

  await page.keyboard.press("ArrowDown");
  const branch = tree.getByRole("treeitem", { name: /^Large order\?/ });
  await expect(branch).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(branch).toHaveAttribute("aria-expanded", "false");
  await expect(tree.getByRole("treeitem", { name: /^Approve the order/ })).toHaveCount(0);
  await page.keyboard.press("ArrowRight");

  await page.keyboard.press("End");
  await expect(tree.getByRole("treeitem", { name: /^Order on its way/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Delete");
  await expect(tree.getByRole("treeitem", { name: /^Order on its way/ })).toHaveCount(0);
  await expect(tree).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(tree.getByRole("treeitem", { name: /^Order on its way/ })).toBeVisible();

  await page.getByText("Canvas", { exact: true }).click();
  await page.locator(".react-flow__node", { hasText: "Ship the order" }).click();
  await page.getByText("Outline", { exact: true }).click();
  await expect(tree.getByRole("treeitem", { name: /^Ship the order/ })).toHaveAttribute("aria-selected", "true");
});

test("on a narrow screen a flow is read as an outline", async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  await page.goto("/flows/orderApproval");
  const tree = page.getByRole("tree", { name: "Outline of the flow" });
  await expect(tree.getByRole("treeitem", { name: /^Charge the customer/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} scheme axe finds nothing serious`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("in tries and in the outline", async ({ page, copyOf }) => {
      await openTry(page, await copyOf("orderApproval"));
      await expectNothingSerious(page, { place: "before the first try" });
      await page.getByRole("button", { name: "Try flow" }).click();
      const call = page.getByRole("region", { name: /^Question: / });
      await expect(call).toBeVisible();
      await expectNothingSerious(page, { place: "question of a call" });
      await call.getByRole("button", { name: "Really call…" }).click();
      await expectNothingSerious(page, { place: "leave to call" });
      await call.getByRole("button", { name: "Do not call" }).click();
      await call.getByRole("button", { name: "Let it fail" }).click();
      await call.getByRole("button", { name: "Let it fail" }).click();
      await expect(page.getByText("Failed", { exact: true }).first()).toBeVisible();
      await expectNothingSerious(page, { place: "failed try" });
      await page.getByText("Outline", { exact: true }).click();
      await page.getByRole("tree", { name: "Outline of the flow" }).focus();
      await expectNothingSerious(page, { place: "outline" });
    });
  });
}
