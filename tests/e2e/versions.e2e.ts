import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

const node = (id: string): string => `.react-flow__node[data-id="${id}"]`;

test("two versions are compared on the canvas, change by change, at an address of their own", async ({ page, stack }) => {
  const { engine, close } = await openStackEngine(stack);
  const source = readFileSync("flows/orderApproval/flow.yaml", "utf8");
  const changed = source.replace("id: orderApproval", "id: compared").replace("name: Order approval", "name: Compared");
  const deploy = (text: string) => engine.flows.deploy({ orgId: engine.orgId, source: text, deployedBy: "Eko Putra" });
  expect((await deploy(changed)).ok).toBe(true);
  expect((await deploy(changed.replace("name: Ship the order", "name: Send the order"))).ok).toBe(true);
  await close();

  await page.goto("/flows/compared/versions");
  await expect(page.getByRole("heading", { name: "1 change" })).toBeVisible();
  await expect(page.locator(node("ship"))).toHaveAttribute("aria-label", /Changed$/);
  await page.getByRole("button", { name: "Next" }).click();
  const changes = page.getByRole("list", { name: "Changes" });
  await expect(changes.getByText("Ship the order")).toBeVisible();
  await expect(changes.getByText("Send the order").last()).toBeVisible();
  await expect(page).toHaveURL(/\?from=1&to=2&change=node\+ship$/);
  await page.reload();
  await expect(changes.getByText("Ship the order")).toBeVisible();
});
