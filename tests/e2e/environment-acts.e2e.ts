import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

const source = `omnilink: 1
id: guarded
name: Guarded
nodes:
  - { id: start, kind: trigger.manual }
  - { id: hook, kind: trigger.webhook, config: { path: guarded } }
  - { id: say, kind: map, name: Say it, config: { expression: input } }
edges:
  - { from: start, to: say }
  - { from: hook, to: say }
`;

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("an admin promotes in an emergency, everybody sees it, and the trial is taken out of service", async ({ page, stack }) => {
  const { engine, close } = await openStackEngine(stack);
  const { orgId } = engine;
  expect((await engine.flows.deploy({ orgId, source, deployedBy: "Eko Putra", environment: "test" })).ok).toBe(true);
  await close();
  const rule = { isRequired: true, quorum: 1, roles: ["admin"] };
  const required = await page.request.post("/api/trpc/reviews.setRule", {
    headers: { origin: stack.url },
    data: { flowId: "guarded", environment: "prod", rule },
  });
  expect(required.ok(), await required.text()).toBe(true);

  await page.goto("/flows/guarded/environments?from=test&to=prod");
  await expect(page.getByText("A review is required in prod")).toBeVisible();
  await page.getByRole("button", { name: "Promote without review…" }).click();
  await expect(page.getByRole("textbox", { name: "Why it cannot wait" })).toBeFocused();
  const go = page.getByRole("button", { name: "Promote version 1 to prod without review" });
  await expect(go).toBeDisabled();
  await expectNothingSerious(page, { place: "promotion without review" });
  await page.keyboard.type("Orders are lost <b>now</b>");
  await go.click();

  const production = page.getByRole("listitem", { name: "prod" });
  await expect(production.getByText("Version 1", { exact: true })).toBeVisible();
  await expect(production.getByText("Live without review")).toBeVisible();
  await expect(production.getByText("Orders are lost <b>now</b>")).toBeVisible();
  await expectNothingSerious(page, { place: "environments of a flow, live without review" });

  const trial = page.getByRole("listitem", { name: "test" });
  await trial.getByRole("button", { name: "Take out of service…" }).click();
  const dialog = page.getByRole("dialog", { name: "Take the flow out of service in test?" });
  await expect(dialog.getByText("No run is open there.")).toBeVisible();
  await expectNothingSerious(page, { place: "out of service, asked" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The trial is over");
  await dialog.getByRole("button", { name: "Take out of service" }).click();
  await expect(trial.getByText(/Taken out of service by Ana Lima.*: The trial is over/)).toBeVisible();
  await expect(production.getByText("Version 1", { exact: true })).toBeVisible();

  // Production has a review rule: taking the flow away there is a change like any other.
  await production.getByRole("button", { name: "Take out of service…" }).click();
  const refused = page.getByRole("dialog", { name: "Take the flow out of service in prod?" });
  await refused.getByRole("textbox", { name: "Reason" }).fill("Not needed");
  await refused.getByRole("button", { name: "Take out of service" }).click();
  await expect(refused.getByRole("alert")).toContainText("changes only after a review");
  await page.keyboard.press("Escape");

  await production.getByRole("link", { name: "Look at the review that is owed" }).click();
  await page.waitForURL(/\/reviews\/[\da-f-]{36}$/);
  await expect(page.getByText("Orders are lost <b>now</b>").first()).toBeVisible();
});

test("an admin lets schedules run in test for a rehearsal, with the keyboard, and it stays on record", async ({ page }) => {
  await page.goto("/environments");
  const inTest = page.getByRole("switch", { name: "Run schedules in test" });
  await expect(inTest).not.toBeChecked();
  await expect(page.getByRole("switch", { name: "Run schedules in prod" })).toBeDisabled();
  await inTest.focus();
  await page.keyboard.press("Space");
  await expect(inTest).toBeChecked();
  await expect(page.getByText(/Switched on by Ana Lima/)).toBeVisible();
  await expect(page.getByRole("list", { name: "Changes" }).getByText("Schedules in test: on")).toBeVisible();
  await expectNothingSerious(page, { place: "environments with a switch on" });
  await inTest.click();
  await expect(inTest).not.toBeChecked();
  await expect(page.getByText(/Switched off by Ana Lima/)).toBeVisible();
});
