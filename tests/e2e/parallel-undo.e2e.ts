import { openFlow } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";
import { openStackEngine, type StackEngine } from "./speed/stack-engine.ts";

test("a block is told how many of its steps are undone at once, and the canvas numbers them alike", async ({ page, copyOf }) => {
  const designer = await openFlow(page, await copyOf("fulfillOrder"));
  await expect(page.getByText("undo 1", { exact: true })).toHaveCount(1);
  await designer.node("Charge and ship").click({ position: { x: 60, y: 16 } });
  const field = page.getByRole("textbox", { name: /^Undone at once/ });
  await field.fill("2");
  await page.keyboard.press("Tab");
  await expect(page.getByText("undo 1", { exact: true })).toHaveCount(2);
  expect((await designer.saved()).document.nodes.find(({ id }) => id === "checkout")).toMatchObject({
    config: { undoConcurrency: 2 },
  });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `test-results/parallel-undo-form-${colorScheme}.png` });
  }
});

const ITEMS = 12;
const AT_ONCE = 4;

const flow = `
omnilink: 1
id: parallelUndo
name: Undone side by side
nodes:
  - { id: start, kind: trigger.manual }
  - { id: each, kind: forEach, name: Each article, config: { items: "[1..${ITEMS}]", undoConcurrency: ${AT_ONCE} } }
  - { id: reserve, kind: map, name: Reserve it, parent: each, config: { expression: item } }
  - { id: release, kind: http, name: Release it, parent: each, config: { connection: chat, method: POST, url: /messages, body: '={ "channel": "#stock", "text": $string(item) }' } }
  - { id: refuse, kind: stop, name: Refuse, config: { outcome: failed } }
edges:
  - { from: start, to: each }
  - { from: each, to: refuse }
  - { from: reserve, to: release, kind: compensation }
`;

async function startRun({ engine }: StackEngine): Promise<string> {
  const { orgId } = engine;
  const deployed = await engine.flows.deploy({ orgId, source: flow, deployedBy: "e2e" });
  if (!deployed.ok) throw new Error(deployed.problems[0]?.message);
  const started = await engine.runs.start({ orgId, flowId: "parallelUndo", input: {} });
  if (!started.ok) throw new Error(started.problems[0]?.message);
  return started.runId;
}

test("a run says how many items are being undone at once", async ({ page, stack }) => {
  await stack.fault({ system: "chat", mode: "slow", delayMs: 6_000 });
  const stackEngine = await openStackEngine(stack);
  try {
    await page.goto(`/runs/${await startRun(stackEngine)}`);
    const release = page.locator('.react-flow__node[data-id="release"]');
    await expect(release).toContainText(`0 of ${ITEMS}, ${AT_ONCE} at once`);
    await page.screenshot({ path: "test-results/parallel-undo-run.png" });
    await stack.fault({ system: "chat", mode: "off" });
    await expect(page.getByText("Compensated", { exact: true })).toBeVisible();
    await expect(release).toContainText(`${ITEMS} of ${ITEMS}`);
    await expect(page.locator('.react-flow__node[data-id="reserve"]')).toContainText(`${ITEMS} undone`);
  } finally {
    await stackEngine.close();
  }
});
