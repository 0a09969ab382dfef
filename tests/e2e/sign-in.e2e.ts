import { acceptInvitation, expect, inviteExecutive, owner, test } from "./fixtures.ts";

test.describe("signing in", () => {
  test("leads a signed-out person to sign-in and back to where they were going", async ({ browser, stack, signedIn }) => {
    expect(signedIn.cookies.length).toBeGreaterThan(0);
    const context = await browser.newContext({ baseURL: stack.url, storageState: { cookies: [], origins: [] } });
    const page = await context.newPage();
    await page.goto("/runs?status=failed");
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
    await expect(page.getByLabel("Email")).toBeFocused();
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "do not match" })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/runs\?status=failed$/);
    await context.close();
  });

  test("lets an invited executive in once, and offers them no run to start", async ({ page, browser, stack }) => {
    const link = await inviteExecutive(page);

    const context = await browser.newContext({ baseURL: stack.url, storageState: { cookies: [], origins: [] } });
    const guest = await context.newPage();
    await guest.goto(link);
    await acceptInvitation(guest, { name: "Eko Putra", email: "eko@example.com", password: "seven quiet herons" });
    await guest.goto("/flows/orderApproval");
    await expect(guest.locator(".react-flow__node")).not.toHaveCount(0);
    await expect(guest.getByRole("button", { name: "Start run" })).toHaveCount(0);
    await guest.goto(link);
    await expect(guest.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
    await context.close();
  });

  test("refuses requests to the API from another site and from nobody", async ({ request, stack, playwright }) => {
    const foreign = await request.post("/api/trpc/runs.cancel", { headers: { origin: "https://evil.example" }, data: {} });
    expect(foreign.status()).toBe(403);
    const nobody = await playwright.request.newContext({ baseURL: stack.url, storageState: { cookies: [], origins: [] } });
    expect((await nobody.get("/api/trpc/flows.list")).status()).toBe(401);
    await nobody.dispose();
  });
});
