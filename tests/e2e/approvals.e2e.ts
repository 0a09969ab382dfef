import { expectNothingSerious } from "./expect-accessible.ts";
import { acceptInvitation, expect, inviteExecutive, startOrder, test } from "./fixtures.ts";

const phone = { width: 390, height: 844 };

test("an executive decides on a phone with one tap after opening the link of the mail", async ({ page, browser, stack }) => {
  const invitation = await inviteExecutive(page);
  const context = await browser.newContext({ baseURL: stack.url, viewport: phone, hasTouch: true, isMobile: true });
  const executive = await context.newPage();
  await executive.goto(invitation);
  await acceptInvitation(executive, { name: "Eva Brandt", email: "eva@example.com", password: "three calm otters" });
  await startOrder(page, { id: "PHONE-1", total: 9_000 });

  const mail = await context.newPage();
  const letter = mail.getByRole("article").filter({ hasText: "eva@example.com" }).filter({ hasText: "PHONE-1" });
  await expect(async () => {
    await mail.goto(stack.caughtMail);
    await expect(letter).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const link = /\/approvals\/link\/[\w-]{43}/.exec((await letter.textContent()) ?? "")![0];

  // A program that scans mail opens the link as well: it changes nothing.
  expect((await executive.request.get(link)).ok()).toBe(true);
  await executive.goto(link);
  const card = executive.getByRole("article", { name: /PHONE-1/ });
  await expect(card.getByText("0.45", { exact: true })).toBeVisible();
  await expectNothingSerious(executive, { place: "approval on a phone" });
  expect(await executive.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
  await card.getByRole("button", { name: "Approve", exact: true }).tap();
  await expect(executive.getByText("Approved by Eva Brandt")).toBeVisible();
  await executive.goto(link);
  await expect(executive.getByText("It was for one answer, and that was given.")).toBeVisible();
  await context.close();
});

test("the inbox is worked through with the keyboard: next, reject, and what was done is left", async ({ page }) => {
  await startOrder(page, { id: "KEYS-1", total: 3_000 });
  await startOrder(page, { id: "KEYS-2", total: 4_000 });
  await page.goto("/approvals?order=value");
  const first = page.getByRole("article", { name: /KEYS-2/ });
  await expect(first).toBeVisible();
  await expectNothingSerious(page, { place: "inbox" });
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("j");
    const current = page.locator("[data-current]");
    if (((await current.textContent()) ?? "").includes("KEYS-2")) break;
  }
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "Reject?" });
  await expect(dialog.getByText("KEYS-2")).toBeVisible();
  await expectNothingSerious(page, { place: "reject dialog" });
  await dialog.getByRole("radio", { name: "Stop here and leave it" }).check();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("Not this year");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await expect(dialog).toBeHidden();
  await page.goto("/approvals?show=decided");
  await expect(page.getByRole("article", { name: /KEYS-2/ }).getByText("Rejected by Ana Lima")).toBeVisible();
});

test("several are approved together, each on its own, and somebody stands in while one is away", async ({ page }) => {
  await startOrder(page, { id: "BULK-1", total: 2_000 });
  await startOrder(page, { id: "BULK-2", total: 2_100 });
  await page.goto("/approvals");
  await page.getByRole("checkbox", { name: /BULK-1/ }).check();
  await page.getByRole("checkbox", { name: /BULK-2/ }).check();
  await page.getByRole("button", { name: "Approve selected…" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve together?" });
  await dialog.getByRole("button", { name: "Approve 2 of 2" }).click();
  await expect(dialog.getByText("Approved.")).toHaveCount(2);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("button", { name: "Out of office" }).click();
  await expectNothingSerious(page, { place: "out of office" });
});
