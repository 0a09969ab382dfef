import { openFlow } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

test("runs are found by why they failed and by their key, and the filter is kept as a view", async ({ page }) => {
  await startOrder(page, { id: "FIND-1", total: 40 });
  await startOrder(page, { id: "FIND-2", total: 40, sku: "OUT-OF-STOCK" });
  await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
  await page.goto("/runs");
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("Business key").fill("FIND-*");
  const runs = page.getByRole("list", { name: "Runs" });
  await expect(runs.getByText("FIND-1", { exact: true })).toBeVisible();
  await page.getByLabel("Error code").fill("http/*");
  await expect(runs.getByText("FIND-1", { exact: true })).toBeHidden();
  await expect(runs.getByText("FIND-2", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/key=FIND-\*&code=http%2F\*$/);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this filter…" }).click();
  await page.getByLabel("Name").fill("Refused orders");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.goto("/runs");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Refused orders" }).click();
  await expect(runs.getByText("FIND-2", { exact: true })).toBeVisible();
});

test("runs are found by name:value typed into the search, by the keyboard alone", async ({ page }) => {
  await startOrder(page, { id: "TYPED-1", total: 40 });
  await startOrder(page, { id: "TYPED-2", total: 40 });
  await page.goto("/runs");
  const runs = page.getByRole("list", { name: "Runs" });
  const search = page.getByRole("combobox", { name: "Search runs" });
  await search.focus();
  await page.keyboard.type("ord");
  await expect(page.getByRole("option", { name: "order:" })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("offered.png") });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(search).toHaveValue("order:");
  await page.keyboard.type("TYPED-1");
  await expect(runs.getByText("TYPED-1", { exact: true })).toBeVisible();
  await expect(runs.getByText("TYPED-2", { exact: true })).toBeHidden();
  await expect(search).toHaveValue("order:TYPED-1");
  await expectNothingSerious(page);
  await search.fill("oder:TYPED-1");
  await expect(page.getByText("“oder” is no search field, so it was looked for as text.")).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("unknown.png") });
});

const source = `omnilink: 1
id: findable
name: Findable
searchFields: { customer: input.customer.id, country: input.country }
nodes:
  - { id: start, kind: trigger.manual }
edges: []
`;

test("runs are found by what their flow declares, and one run leads to those that are alike", async ({ page, stack }) => {
  test.slow();
  const { engine, close } = await openStackEngine(stack);
  const { orgId } = engine;
  expect(await engine.flows.deploy({ orgId, source, deployedBy: "Eko Putra" })).toMatchObject({ ok: true });
  for (const [id, customer, country] of [
    ["S-1", "ACME", "DE"],
    ["S-2", "ACME", "AT"],
    ["S-3", "Bolt & Co: north", "DE"],
  ])
    expect(
      await engine.runs.start({ orgId, flowId: "findable", input: { id: id!, customer: { id: customer! }, country: country! } }),
    ).toMatchObject({ ok: true });
  await close();

  await page.goto("/runs");
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("customer").fill("ACME");
  const runs = page.getByRole("list", { name: "Runs" });
  await expect(runs.getByText("S-3", { exact: true })).toBeHidden();
  await expect(runs.getByText("S-2", { exact: true })).toBeVisible();
  await page.getByLabel("country").fill("D*");
  await expect(runs.getByText("S-2", { exact: true })).toBeHidden();
  await expect(runs.getByText("S-1", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/field=customer%3AACME&field=country%3AD\*/);
  await expectNothingSerious(page);
  await page.getByLabel("country").fill("");
  await page.getByLabel("customer").fill("");
  await expect(runs.getByText("S-3", { exact: true })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("found.png") });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: test.info().outputPath("found-narrow.png") });
  await page.setViewportSize({ width: 1440, height: 900 });

  await runs.getByRole("listitem").filter({ hasText: "S-3" }).getByRole("link").first().click();
  await expect(page.getByRole("link", { name: "Bolt & Co: north" })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("run.png") });
  await page.getByLabel("New tag").fill("to look at");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "to look at", exact: true })).toBeVisible();
  await page.getByLabel("New tag").fill("odd");
  await page.getByRole("button", { name: "Add tag" }).click();
  await expect(page.getByRole("link", { name: "odd", exact: true })).toBeVisible();
  await expect(page.getByLabel("New tag")).toHaveValue("");
  await page.screenshot({ path: test.info().outputPath("tags.png") });
  await page.getByRole("button", { name: "Take off odd" }).click();
  await expect(page.getByRole("link", { name: "odd", exact: true })).toBeHidden();
  await expect(page.getByLabel("New tag")).toBeFocused();
  await expect(page.getByRole("list", { name: "Tags taken off" }).getByRole("listitem")).toHaveText(/^odd.+ took it off/);
  await page.screenshot({ path: test.info().outputPath("taken-off.png") });
  await page.getByRole("link", { name: "to look at", exact: true }).click();
  await expect(runs.getByRole("listitem")).toHaveCount(1);
  await expect(runs.getByText("to look at")).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("tagged.png") });
  await page.goBack();
  await page.getByRole("link", { name: "Bolt & Co: north" }).click();
  await expect(runs.getByText("S-3", { exact: true })).toBeVisible();
  await expect(runs.getByText("S-1", { exact: true })).toBeHidden();

  await openFlow(page, "findable");
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Finding runs" }).scrollIntoViewIfNeeded();
  await expect(page.getByRole("textbox", { name: "Value of customer, expression" })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("declared.png") });
});
