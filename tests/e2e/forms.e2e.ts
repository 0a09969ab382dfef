import { expect, sendClaim, tabTo, test } from "./fixtures.ts";

test("a claim is answered at once, checked with the keyboard only, paid and mailed", async ({ page, stack }) => {
  const answer = await sendClaim(page, { id: "KEY-C", amount: 240 });
  expect(answer).toEqual({ status: 201, body: { claim: "KEY-C", total: 240, status: "in check" } });
  await expect(page.locator('.react-flow__node[data-id="check"]')).toHaveAttribute("aria-label", /Needs an answer$/);
  await tabTo(page, "link", "Fill in");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Check claim KEY-C of Rui Costa" })).toBeVisible();

  await tabTo(page, "textbox", "Amount to pay");
  await expect(page.getByRole("textbox", { name: "Amount to pay" })).toHaveValue("240");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("-5");
  await tabTo(page, "textbox", "Cost center");
  await page.keyboard.type("hr120");
  await tabTo(page, "button", "Add receipt");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Receipt 1" })).toBeFocused();
  await page.keyboard.type("Dinner");
  await tabTo(page, "button", "Send answer");
  await page.keyboard.press("Enter");

  // What does not fit is said beside the field, the first has the focus, and nothing typed is lost.
  await expect(page.getByText("2 fields need another look.")).toBeVisible();
  const amount = page.getByRole("textbox", { name: "Amount to pay" });
  await expect(amount).toBeFocused();
  await expect(amount).toHaveAccessibleDescription(/-5 is less than 0/);
  await expect(page.getByRole("textbox", { name: "Cost center" })).toHaveValue("hr120");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Receipt 1" })).toHaveValue("Dinner");

  await amount.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("199.5");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("HR-120");
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.waitForURL("**/approvals");
  await expect(page.getByText("Answer sent")).toBeVisible();

  await page.goto("/approvals?show=decided");
  const card = page.getByRole("article", { name: "Check claim KEY-C of Rui Costa" });
  await expect(card.getByText("Answered by Ana Lima")).toBeVisible();
  await card.getByRole("link", { name: "Open run" }).click();
  await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
  await page.goto(stack.caughtMail);
  const mail = page.getByRole("article").filter({ hasText: "for your claim KEY-C" });
  await expect(mail).toContainText("rui@example.com");
  await expect(mail).toContainText("we pay **199.5** for your claim KEY-C.");
  await expect(mail).toContainText("- Dinner");
});

test("who comes too late learns who was first, and keeps what was typed", async ({ page }) => {
  await sendClaim(page, { id: "LATE-C", amount: 90 });
  await page.getByRole("link", { name: "Fill in" }).click();
  await page.waitForURL(/\/approvals\/[\da-f-]{36}$/);
  const late = await page.context().newPage();
  await late.goto(page.url());
  await late.getByRole("textbox", { name: "Cost center" }).fill("IT-200");
  await page.getByRole("textbox", { name: "Cost center" }).fill("HR-100");
  await page.getByRole("button", { name: "Send answer" }).click();
  await page.waitForURL("**/approvals");
  await expect(late.getByText("Answered by Ana Lima")).toBeVisible();
  await expect(late.getByRole("button", { name: "Send answer" })).toBeDisabled();
  await expect(late.getByRole("textbox", { name: "Cost center" })).toHaveValue("IT-200");
});
