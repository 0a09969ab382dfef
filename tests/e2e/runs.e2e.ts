import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, startRun, test } from "./fixtures.ts";

const node = (id: string): string => `.react-flow__node[data-id="${id}"]`;

test.describe("runs", () => {
  test("lists the example flows", async ({ page }) => {
    await page.goto("/flows");
    const flows = page.getByRole("list", { name: "Flows" });
    for (const name of ["Order approval", "GitHub triage", "Nightly sync", "Expense claim"])
      await expect(flows.getByRole("link", { name, exact: true })).toBeVisible();
  });

  test("starts from the page and moves on the canvas to its end", async ({ page }) => {
    await startOrder(page, { id: "E2E-1", total: 40 });
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Done$/);
    await expect(page.locator(node("approve"))).toHaveAttribute("aria-label", /Skipped$/);
    await expect(page.getByText("Run completed", { exact: true })).toBeAttached();
    await page.locator(node("price")).click();
    const step = page.getByRole("complementary", { name: "Step Price the order" });
    await expect(step.getByText("total:")).toBeVisible();
  });

  test("unwinds an order whose shipment is refused, begins with why, and offers to run it again", async ({ page }) => {
    await startOrder(page, { id: "E2E-4", total: 40, sku: "OUT-OF-STOCK" });
    await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
    await expect(page.locator(node("charge"))).toHaveAttribute("aria-label", /Undone 1$/);
    await expect(page.locator(node("refund"))).toHaveAttribute("aria-label", /Done$/);
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Skipped$/);
    const step = page.getByRole("complementary", { name: "Step Ship the order" });
    await expect(step.getByRole("alert")).toContainText("answered with status 409");
    await expect(step.getByText("Attempt 1: failed")).toBeVisible();
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Run again…" }).click();
    await expect(page.getByRole("dialog").getByLabel("Input")).toHaveValue(/"id": "E2E-4"[^]*OUT-OF-STOCK/);
  });

  test("says of a run that was started by hand why nobody got its answer", async ({ page }) => {
    await page.goto("/flows/expenseClaim");
    const items = [{ what: "Hotel", amount: 240 }];
    await startRun(page, { id: "E2E-5", employee: "Rui Costa", email: "rui@example.com", items });
    await expect(page.locator(node("answer"))).toHaveAttribute("aria-label", /Done$/);
    await page.locator(node("answer")).click();
    const step = page.getByRole("complementary", { name: "Step Tell the sender" });
    await expect(step.getByRole("status")).toHaveText("Nobody waited for this answer: the run was started by hand.");
    await expectNothingSerious(page);
  });

  test("an address that was cut off says so and leads to the runs", async ({ page }) => {
    await page.goto("/runs/01a200c0-a681");
    await expect(page.getByRole("alert").filter({ hasText: "This run could not be loaded" })).toContainText(
      "cut off or mistyped",
    );
    await page.getByRole("link", { name: "Go to runs" }).click();
    await expect(page).toHaveURL(/\/runs$/);
  });

  test("shows what the contract refuses, in place, and starts nothing", async ({ page }) => {
    await page.goto("/flows/orderApproval");
    await page.getByRole("button", { name: "Start run" }).click();
    const drawer = page.getByRole("dialog");
    const editor = drawer.getByLabel("Input");
    await editor.fill('{ "id": ');
    await expect(drawer.getByText("Not JSON at line 1, column 9: the text ends too early.")).toBeVisible();
    await editor.fill('{ "id": "E2E-2" }');
    await drawer.getByRole("button", { name: "Start run" }).click();
    await expect(drawer.getByRole("alert").getByText(/lines/).first()).toBeVisible();
    await expect(page).toHaveURL(/\/flows\/orderApproval$/);
  });

  test("reconnects when the web server is killed and misses no event", async ({ page, stack }) => {
    await startOrder(page, { id: "E2E-3", total: 4_000 });
    await expect(page.locator(node("approve"))).toHaveAttribute("aria-label", /Needs approval$/);
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
    stack.killWeb();
    await expect(page.getByText("Reconnecting")).toBeVisible();
    await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 40_000 });
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(page.locator(node("shipped"))).toHaveAttribute("aria-label", /Done$/);
    await expect(page.getByText(/^Event (\d+) of \1$/)).toBeVisible();
    const shown = await page.getByRole("slider").getAttribute("max");
    await page.reload();
    await expect(page.getByText(`Event ${shown} of ${shown}`)).toBeVisible();
  });

  test("a dialog that could not be fetched comes when the line is back", async ({ page }) => {
    await startOrder(page, { id: "E2E-5", total: 4_000 });
    await expect(page.locator(node("approve"))).toHaveAttribute("aria-label", /Needs approval$/);
    await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible();
    await page.context().setOffline(true);
    const lost = page.waitForEvent("requestfailed", (request) => request.url().endsWith(".js"));
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Pause…" }).click();
    await lost;
    await page.context().setOffline(false);
    await expect(page.getByRole("dialog").getByLabel("Reason")).toBeVisible();
  });

  test("a flow that was left is not followed any more", async ({ page }) => {
    await page.clock.install();
    const open = new Set<string>();
    page.on("request", (request) => request.url().includes("drafts.watch") && open.add(request.url()));
    await page.goto("/flows/orderApproval");
    await expect(page.locator(".react-flow__node").first()).toBeVisible();
    await expect.poll(() => open.size).toBe(1);
    open.clear();
    await page.getByRole("link", { name: "Runs", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Runs", exact: true })).toBeVisible();
    // Longer than a line that was cut waits before it is opened again.
    await page.clock.runFor(10_000);
    expect([...open]).toEqual([]);
  });
});
