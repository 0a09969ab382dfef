import type { Browser, Page } from "@playwright/test";
import { openFlow, type Designer } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { acceptInvitation, expect, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";
import type { Stack } from "./stack.ts";

const PHONE = { width: 390, height: 844 };
const FLOW = "reviewed";

const source = `omnilink: 1
id: ${FLOW}
name: Reviewed
nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, name: Price it, config: { expression: input.total } }
edges:
  - { from: start, to: price }
`;

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ mode: "serial" });

/** An executive with a window as small as a phone. */
async function executive(browser: Browser, stack: Stack): Promise<Page> {
  const { engine, close } = await openStackEngine(stack);
  const { token } = await engine.people.invite({ orgId: engine.orgId, role: "executive", invitedBy: "test" });
  await close();
  const context = await browser.newContext({ baseURL: stack.url, viewport: PHONE, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`/welcome?token=${token}`);
  await acceptInvitation(page, { name: "Eve Moreau", email: "eve@example.com", password: "seven quiet herons" });
  return page;
}

async function rename({ page, node, saved }: Designer, from: string, to: string): Promise<void> {
  await node(from).click();
  await page.keyboard.press("F2");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(to);
  await page.keyboard.press("Enter");
  await saved();
}

async function askForReview(page: Page, note: string): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Publish version/ });
  await expect(dialog.getByText("A review is required")).toBeVisible();
  await dialog.getByLabel("Note").fill(note);
  await expectNothingSerious(page, { place: "publish dialog" });
  await dialog.getByRole("button", { name: "Ask for review" }).click();
  await page.waitForURL(/\/reviews\/[\da-f-]{36}$/);
}

test("an admin says where a review is required", async ({ page, stack }) => {
  const { engine, close } = await openStackEngine(stack);
  expect((await engine.flows.deploy({ orgId: engine.orgId, source, deployedBy: "test" })).ok).toBe(true);
  await close();
  await page.goto("/reviews");
  await expect(page.getByRole("heading", { name: "Reviews" })).toBeVisible();
  await expectNothingSerious(page, { place: "list" });
  await page.getByRole("button", { name: "Review rules" }).click();
  const dialog = page.getByRole("dialog", { name: "Review rules" });
  await dialog.getByRole("combobox", { name: "Flow" }).click();
  await page.getByRole("option", { name: "Reviewed" }).click();
  await dialog.getByRole("radio", { name: "A review is required" }).check();
  await expect(dialog.getByRole("checkbox", { name: "executive" })).toBeChecked();
  await expectNothingSerious(page, { place: "rules" });
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(dialog).toBeHidden();
});

test("an executive approves on a phone in less than four taps, and then it goes live", async ({ page, browser, stack }) => {
  await rename(await openFlow(page, FLOW), "Price it", "Price with tax");
  await askForReview(page, "Prices with tax");
  await expect(page.getByText("You worked on these changes yourself. Somebody else has to decide.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toHaveCount(0);

  const phone = await executive(browser, stack);
  await phone.goto("/reviews");
  await expect(phone.getByText("Needs your decision")).toBeVisible();
  await expectNothingSerious(phone, { place: "list on a phone" });
  await phone.getByRole("link", { name: "Reviewed" }).click();
  await expect(phone.getByText('name was "Price it" and is now "Price with tax"')).toBeVisible();
  await expect(phone.getByText("Prices with tax").first()).toBeVisible();
  await expectNothingSerious(phone, { place: "review on a phone" });
  const isWide = await phone.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(isWide, "nothing to scroll sideways").toBe(false);
  await phone.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(phone.getByText("1 of 1 approval")).toBeVisible();
  await phone.context().close();

  const { engine, close } = await openStackEngine(stack);
  const held = { orgId: engine.orgId, flowId: FLOW, by: "test" };
  await engine.switches.pause(held);
  const started = await engine.runs.start({ orgId: engine.orgId, flowId: FLOW, input: { total: 1 } });
  await page.reload();
  await page.getByLabel("Then move or cancel the open run").check();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 2 is live")).toBeVisible();
  const openRuns = page.getByRole("dialog", { name: "Runs on other versions" });
  await openRuns.getByRole("button", { name: "Move 1 run" }).click();
  await expect(openRuns.getByText("1 run moved to version 2")).toBeVisible();
  await openRuns.getByRole("button", { name: "Close", exact: true }).last().click();
  expect(started).toMatchObject({ ok: true, version: 1 });
  await engine.switches.resume(held);
  await close();
  await expect(page.getByText("Published", { exact: true })).toBeVisible();
});

test("what changes is compared on the canvas, at an address of its own", async ({ page }) => {
  await page.goto("/reviews?show=closed");
  await page.getByRole("link", { name: "Reviewed" }).first().click();
  await page.getByRole("button", { name: "Compare on the canvas" }).click();
  await expect(page.locator('.react-flow__node[data-id="price"]')).toHaveAttribute("aria-label", /Changed$/);
  await expect(page).toHaveURL(/\?view=canvas$/);
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page).toHaveURL(/change=/);
  await expectNothingSerious(page, { place: "canvas of a review" });
  await page.reload();
  await expect(page.locator('.react-flow__node[data-id="price"]')).toBeVisible();
});

test("publishing without review takes a reason, and everybody sees it", async ({ page }) => {
  await rename(await openFlow(page, FLOW), "Price with tax", "Price once");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Publish version/ });
  await dialog.getByRole("button", { name: "Publish without review…" }).click();
  const confirm = dialog.getByRole("button", { name: "Publish version 3 without review" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Why it cannot wait").fill("Orders are charged twice");
  await confirm.click();
  await expect(dialog).toBeHidden();
  await page.goto("/reviews");
  const link = page.getByRole("link", { name: "Reviewed" });
  await expect(page.getByRole("listitem").filter({ has: link }).getByText("Published without review")).toBeVisible();
  await expect(page.getByRole("link", { name: /Reviews.*live without review/ })).toBeVisible();
  await link.click();
  await expect(page.getByText("Version 3 is live without the review that is required")).toBeVisible();
  await expectNothingSerious(page, { place: "review that is owed" });
});

test("going back to an older version takes a reason and one click", async ({ page }) => {
  await page.goto(`/flows/${FLOW}/versions`);
  await page.getByRole("button", { name: "Go back to version 2…" }).click();
  const dialog = page.getByRole("dialog", { name: "Go back to version 2?" });
  const confirm = dialog.getByRole("button", { name: "Go back to version 2" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Reason").fill("Wrong prices");
  await expectNothingSerious(page, { place: "going back" });
  await confirm.click();
  await expect(dialog).toBeHidden();
  const history = page.getByRole("navigation", { name: "History" });
  await expect(history.getByRole("button", { name: /^Version 2\s*Live/ })).toBeVisible();
  await expect(history.getByText("Wrong prices")).toBeVisible();
});
