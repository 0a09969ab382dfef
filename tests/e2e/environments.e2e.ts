import type { Page } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

const source = (name: string): string => `omnilink: 1
id: staged
name: ${name}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: limit, kind: map, name: Read the limit, config: { expression: env.LIMIT } }
edges:
  - { from: start, to: limit }
`;

test.use({ contextOptions: { reducedMotion: "reduce" } });

async function addVariable(page: Page, environment: string, value: string): Promise<void> {
  await page.goto("/environments");
  await page.getByRole("button", { name: "Add variable" }).click();
  const dialog = page.getByRole("dialog", { name: "Add variable" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("LIMIT");
  await dialog
    .getByRole("combobox", { name: "Environment" })
    .or(dialog.getByRole("textbox", { name: "Environment" }))
    .click();
  await page.getByRole("option", { name: environment, exact: true }).click();
  await dialog.getByText("Number", { exact: true }).click();
  await dialog.getByRole("textbox", { name: "Value" }).fill(value);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: `Change LIMIT in ${environment}, now ${value}` })).toBeVisible();
}

test("a version goes from test to production once that has what it needs, and back again", async ({ page, stack }) => {
  await addVariable(page, "test", "20");
  await expectNothingSerious(page, { place: "environments" });
  const { engine, close } = await openStackEngine(stack);
  const deploy = (name: string) =>
    engine.flows.deploy({ orgId: engine.orgId, source: source(name), deployedBy: "Eko Putra", environment: "test" });
  expect((await deploy("Staged")).ok).toBe(true);

  await page.goto("/flows/staged/environments");
  await expectNothingSerious(page, { place: "environments of a flow" });
  await page.getByRole("link", { name: "Promote to prod" }).click();
  await expect(page.getByText("An expression reads env.LIMIT, and prod has no variable LIMIT.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Promote version 1 to prod" })).toBeDisabled();
  await expectNothingSerious(page, { place: "promotion" });

  await addVariable(page, "prod", "300");
  await page.goto("/flows/staged/environments?from=test&to=prod");
  await page.getByRole("button", { name: "Promote version 1 to prod" }).click();
  const production = page.getByRole("listitem", { name: "prod" });
  await expect(production.getByText("Version 1", { exact: true })).toBeVisible();

  expect((await deploy("Staged again")).ok).toBe(true);
  await close();
  await page.goto("/flows/staged/environments?from=test&to=prod");
  await page.getByRole("button", { name: "Promote version 2 to prod" }).click();
  await production.getByRole("button", { name: "Go back to version 1" }).click();
  const dialog = page.getByRole("dialog", { name: "Go back to version 1?" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Too many orders wait");
  await dialog.getByRole("button", { name: "Go back to version 1" }).click();
  await expect(production.getByText("Version 1", { exact: true })).toBeVisible();
  await expect(page.getByRole("listitem", { name: "test" }).getByText("Version 2", { exact: true })).toBeVisible();
});
