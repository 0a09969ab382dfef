import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, sendClaim, startOrder, test } from "./fixtures.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} scheme axe finds nothing serious`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("on the pages of the workspace", async ({ page }) => {
      for (const [path, sign] of [
        ["/flows", "Order approval"],
        ["/flows/orderApproval", "Recent runs"],
        ["/flows/stockReport", "Next times"],
        ["/runs", "Runs"],
        ["/approvals", "Approvals"],
        ["/flows/fulfillOrder", "Each line"],
        ["/reviews", "Nothing waits for a review"],
        ["/incidents", "Newest first"],
        ["/people", "Invite person"],
        ["/nowhere", "Go to flows"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByText(sign).first()).toBeVisible();
        await expect(page.locator("[aria-busy]")).toHaveCount(0);
        await expectNothingSerious(page, { place: path });
      }
    });

    test("on a run that waits for a decision, on the decision, and on the drawer that starts one", async ({ page }) => {
      await startOrder(page, { id: `AXE-${colorScheme}`, total: 9_000 });
      await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible();
      await expectNothingSerious(page, { place: "run page" });
      for (const [item, title] of [
        ["Cancel run…", "Cancel this run?"],
        ["Pause…", "Pause this run?"],
        ["Go back in time…", "Go back in time"],
      ] as const) {
        await page.getByRole("button", { name: "Actions" }).click();
        await expect(page.getByRole("menuitem", { name: item })).toBeVisible();
        await page.getByRole("menuitem", { name: item }).click();
        await expect(page.getByRole("dialog", { name: title })).toBeVisible();
        await expect(page.getByRole("dialog").locator(".mantine-Skeleton-root")).toHaveCount(0);
        await expectNothingSerious(page, { place: title });
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toBeHidden();
      }
      await page.locator('.react-flow__node[data-id="price"]').click();
      await expect(page.getByRole("complementary", { name: "Step Price the order" })).toBeVisible();
      await expectNothingSerious(page, { place: "step panel" });
      await page.goto("/approvals");
      await expect(page.getByRole("button", { name: "Approve", exact: true }).first()).toBeVisible();
      await expectNothingSerious(page, { place: "approvals" });
      await page.goto("/flows/orderApproval");
      await page.getByRole("button", { name: "Start run" }).click();
      const drawer = page.getByRole("dialog");
      await expect(drawer.getByLabel("Input")).toBeVisible();
      await expectNothingSerious(page, { place: "start drawer" });
      await drawer.getByLabel("Input").fill('{ "id": 7 }');
      await drawer.getByRole("button", { name: "Start run" }).click();
      await expect(drawer.getByRole("alert").getByText(/lines/).first()).toBeVisible();
      await expectNothingSerious(page, { place: "start drawer with problems" });
    });

    test("on a form, before and after it is sent with mistakes", async ({ page }) => {
      await sendClaim(page, { id: `FORM-${colorScheme}`, amount: 300 });
      await page.getByRole("link", { name: "Fill in" }).click();
      await expect(page.getByRole("textbox", { name: "Cost center" })).toBeVisible();
      await expectNothingSerious(page, { place: "form" });
      await page.getByRole("button", { name: "Add receipt" }).click();
      await page.getByRole("button", { name: "Send answer" }).click();
      await expect(page.getByText("Not sent yet")).toBeVisible();
      await expectNothingSerious(page, { place: "form with problems" });
    });

    test("on an invitation, from the dialog that makes it to the form filled in by the guest", async ({
      page,
      browser,
      stack,
    }) => {
      await page.goto("/people");
      await page.getByRole("button", { name: "Invite person" }).click();
      await expect(page.getByRole("dialog").getByLabel("Email")).toBeVisible();
      await expectNothingSerious(page, { place: "invite dialog" });
      await page.getByRole("button", { name: "Create link" }).click();
      const link = await page.getByRole("textbox", { name: "Invitation link" }).inputValue();
      await expectNothingSerious(page, { place: "invitation link" });

      const context = await browser.newContext({
        baseURL: stack.url,
        colorScheme,
        reducedMotion: "reduce",
        storageState: { cookies: [], origins: [] },
      });
      const guest = await context.newPage();
      await guest.goto(link);
      await guest.getByLabel("Your name").fill("Mia Chen");
      await guest.getByLabel("Email").fill("not an address");
      await guest.getByLabel("Password", { exact: true }).fill("short");
      await guest.getByRole("button", { name: "Create account" }).click();
      await expectNothingSerious(guest, { place: "welcome form with mistakes" });
      await guest.getByLabel("Email").fill("mia@example.com");
      await guest.getByLabel("Password", { exact: true }).fill("nine patient foxes");
      await expectNothingSerious(guest, { place: "welcome form" });
      await context.close();
    });

    test("signed out", async ({ browser, stack, signedIn }) => {
      expect(signedIn.cookies.length).toBeGreaterThan(0);
      const context = await browser.newContext({ baseURL: stack.url, colorScheme, storageState: { cookies: [], origins: [] } });
      const page = await context.newPage();
      for (const [path, heading] of [
        ["/sign-in", "Sign in to OmniLink"],
        ["/welcome?token=unknown", "This invitation does not work"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { name: heading })).toBeVisible();
        await expectNothingSerious(page, { place: path });
      }
      await context.close();
    });
  });
}
