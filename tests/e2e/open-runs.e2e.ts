import { openFlow } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

const flow = (head = ""): string => `omnilink: 1
id: movable
name: Movable
${head}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: ask, name: Ask the boss, kind: approval, config: { title: "Go?", approvers: { roles: [executive] } } }
  - { id: done, name: Say it, kind: map, config: { expression: input.id } }
edges:
  - { from: start, to: ask }
  - { from: ask, port: approved, to: done }
`;

test("a version is published, and the open runs that fit it are moved after a look at each", async ({ page, stack }) => {
  test.slow();
  const { engine, close } = await openStackEngine(stack);
  const { orgId } = engine;
  const waiting = async (input: object): Promise<string> => {
    const started = await engine.runs.start({ orgId, flowId: "movable", input: input as never });
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    await expect.poll(async () => (await engine.runs.get(orgId, started.runId))?.status).toBe("waiting");
    return started.runId;
  };
  const deploy = async (source: string) =>
    expect(await engine.flows.deploy({ orgId, source, deployedBy: "Eko Putra" })).toMatchObject({ ok: true });
  await deploy(flow());
  await waiting({ id: "OLD-1" });
  await deploy(flow("input: { type: object, required: [total] }"));
  const runId = await waiting({ id: "NEW-1", total: 1 });
  await close();

  const designer = await openFlow(page, "movable");
  await designer.node("Say it").click();
  await page.keyboard.press("F2");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Say it aloud");
  await page.keyboard.press("Enter");
  await designer.saved();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const publishing = page.getByRole("dialog", { name: "Publish version 3" });
  await publishing.getByLabel("Then move or cancel the 2 open runs").check();
  await publishing.getByRole("button", { name: "Publish version 3" }).click();

  const dialog = page.getByRole("dialog", { name: "Runs on other versions" });
  await expect(dialog.getByText("1 of 2 runs can move to version 3")).toBeVisible();
  const runs = dialog.getByRole("list", { name: "Open runs" }).getByRole("listitem");
  await expect(runs.filter({ hasText: "NEW-1" })).toContainText("Goes on where it waits.");
  await expect(runs.filter({ hasText: "OLD-1" })).toContainText("What the run began with does not fit version 3");
  await expectNothingSerious(page, { within: '[role="dialog"]' });
  await page.screenshot({ path: test.info().outputPath("open-runs.png") });
  await dialog.getByLabel("Reason").fill("the words were wrong");
  await dialog.getByRole("button", { name: "Move 1 run" }).press("Enter");
  await expect(dialog.getByText("1 run moved to version 3, 1 left on another one")).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();

  await page.goto("/flows/movable");
  await page.getByRole("button", { name: "Move or cancel…" }).click();
  await expect(dialog.getByText("0 of 1 run can move to version 3")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel 1 run…" }).click();
  await expectNothingSerious(page, { within: '[role="dialog"]' });
  await dialog.getByRole("button", { name: "Cancel and undo" }).click();
  await expect(dialog.getByText("1 run asked to end")).toBeVisible();

  await page.goto(`/runs/${runId}`);
  await expect(page.getByText("Needs approval").first()).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("moved-run.png") });
});

test("the same is asked where a version is promoted, and where one goes back; runs elsewhere are left alone", async ({
  page,
  stack,
}) => {
  test.slow();
  const { engine, close } = await openStackEngine(stack);
  const { orgId } = engine;
  const source = (title: string): string => flow().replace("id: movable", "id: promoted").replace("Go?", title);
  const waitingIn = async (environment: string): Promise<string> => {
    const started = await engine.runs.start({ orgId, flowId: "promoted", input: {}, environment });
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    await expect.poll(async () => (await engine.runs.get(orgId, started.runId))?.status).toBe("waiting");
    return started.runId;
  };
  for (const environment of ["prod", "test"])
    await engine.flows.deploy({ orgId, source: source("Go?"), deployedBy: "Eko Putra", environment });
  const [inProd, inTest] = [await waitingIn("prod"), await waitingIn("test")];
  await engine.flows.deploy({ orgId, source: source("Really?"), deployedBy: "Eko Putra", environment: "test" });

  await page.goto("/flows/promoted/environments?from=test&to=prod");
  await page.getByLabel("Then move or cancel the open run").check();
  await page.screenshot({ path: test.info().outputPath("promote.png") });
  await page.getByRole("button", { name: "Promote version 2 to prod" }).click();
  const dialog = page.getByRole("dialog", { name: "Runs on other versions" });
  await dialog.getByRole("button", { name: "Move 1 run" }).click();
  await expect(dialog.getByText("1 run moved to version 2")).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  expect(await engine.runs.get(orgId, inProd)).toMatchObject({ version: 2 });
  expect(await engine.runs.get(orgId, inTest)).toMatchObject({ version: 1 });

  await page.getByRole("listitem", { name: "prod" }).getByRole("button", { name: "Go back to version 1" }).click();
  const back = page.getByRole("dialog", { name: "Go back to version 1?" });
  await back.getByRole("textbox", { name: "Reason" }).fill("Too many questions");
  await back.getByLabel("Then move or cancel the open run").check();
  await page.screenshot({ path: test.info().outputPath("go-back.png") });
  await back.getByRole("button", { name: "Go back to version 1" }).click();
  await expect(dialog.getByText("1 of 1 run can move to version 1")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel 1 run…" }).click();
  await dialog.getByRole("button", { name: "Cancel and undo" }).click();
  await expect(dialog.getByText("1 run asked to end")).toBeVisible();
  await expect.poll(async () => (await engine.runs.get(orgId, inProd))?.status).toBe("canceled");
  await close();
});
