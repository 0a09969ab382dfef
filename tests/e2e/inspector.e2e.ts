import type { Locator, Page } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

/** Opens the designer with one node selected; answers its panel. */
async function inspect(page: Page, flow: string, node: string): Promise<Locator> {
  await page.goto(`/flows/${flow}`);
  const card = page.locator(`.react-flow__node[data-id="${node}"]`);
  await card.first().click({ position: { x: 60, y: 16 } });
  const panel = page.getByRole("complementary").filter({ has: page.getByRole("tab", { name: "Configure" }) });
  await expect(panel).toBeVisible();
  return panel;
}

test("what is wrong with an expression is said once beside its field, and beside its text in the mapper", async ({
  page,
  copyOf,
}) => {
  const flow = await copyOf("orderApproval");
  const panel = await inspect(page, flow, "price");
  await panel.getByRole("textbox", { name: /^Expression/ }).fill('{ "id": input.id ');
  await expect(panel.getByText('Is not a usable expression: Expected "}"')).toBeVisible();
  await expect(panel.getByText('Expected "}"')).toHaveCount(1);
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.goto(`/flows/${flow}/map/price`);
  await expect(page.getByText('Expected "}" before end of expression.')).toBeVisible();
});

test("a leading = makes a field an expression, which completes what is in scope and shows its value", async ({
  page,
  copyOf,
}) => {
  const panel = await inspect(page, await copyOf("orderApproval"), "charge");
  const url = panel.getByLabel(/^URL/);
  await url.fill("");
  await url.press("=");
  const expression = panel.getByRole("textbox", { name: "URL, expression" });
  await expect(expression).toBeFocused();
  await expression.pressSequentially('"/charges/" & steps.pr');
  await expect(page.getByRole("option", { name: /^price/ })).toHaveAttribute("aria-selected", "true");
  await expression.press("Enter");
  await expect(expression).toHaveValue('"/charges/" & steps.price');
  await expression.pressSequentially(".id");
  await expect(panel.getByText('"/charges/order-1001"')).toBeVisible();
  await page.keyboard.press("Escape");
  await expression.press("Tab");
  await expect(expression).not.toBeFocused();
});

test("what is wrong is said beside the field and in the list, which leads to the field and mends it", async ({
  page,
  copyOf,
}) => {
  const panel = await inspect(page, await copyOf("orderApproval"), "price");
  const expression = panel.getByRole("textbox", { name: "Expression, expression" });
  await expression.fill("steps.strat.id");
  await page.keyboard.press("Escape");
  await expect(panel.getByText(/there is no node "strat"/)).toBeVisible();
  await page.getByRole("tab", { name: /^Problems/ }).click();
  const list = page.getByRole("list", { name: "Problems" });
  await list.getByRole("button", { name: /reads steps.strat/ }).click();
  await expect(expression).toBeFocused();
  await list.getByRole("button", { name: "Rename to steps.start" }).click();
  await expect(expression).toHaveValue("steps.start.id");
  await expect(list.getByRole("button", { name: /reads steps.strat/ })).toHaveCount(0);
});

test("durations, roles and cases are filled in without writing any notation", async ({ page, copyOf }) => {
  const flowId = await copyOf("orderApproval");
  const panel = await inspect(page, flowId, "approve");
  await expect(panel.getByRole("textbox", { name: "Decide within" })).toHaveValue("2");
  await panel.getByLabel("Decide within: unit").selectOption("hours");
  await panel.getByText("Engineer", { exact: true }).click();
  await panel.getByRole("tab", { name: "Input" }).click();
  await expect(panel.getByText("worked out")).toBeVisible();
  const branch = await inspect(page, flowId, "size");
  await branch.getByRole("button", { name: "Add case" }).click();
  await branch.getByRole("group", { name: "Case 2" }).getByLabel(/^Name/).fill("huge");
  await branch
    .getByRole("group", { name: "Case 2" })
    .getByRole("textbox", { name: "When, expression" })
    .fill("steps.price.total > 9000");
  await page.keyboard.press("Escape");
  await branch.getByRole("button", { name: "Move case 2 up" }).click();
  await expect(branch.getByRole("group", { name: "Case 1" }).getByLabel(/^Name/)).toHaveValue("huge");
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} scheme axe finds nothing serious`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("in the inspector", async ({ page }) => {
      test.setTimeout(120_000);
      for (const [flow, node] of [
        ["orderApproval", "charge"],
        ["orderApproval", "size"],
        ["stockReport", "everyMorning"],
      ] as const) {
        const panel = await inspect(page, flow, node);
        await expectNothingSerious(page, { place: node });
        await panel.screenshot({ path: `test-results/inspector-${node}-${colorScheme}.png` });
      }
      await page.getByRole("tab", { name: "Output" }).click();
      await expect(page.locator("[aria-busy]")).toHaveCount(0);
      await expectNothingSerious(page, { place: "output" });
    });
  });
}
