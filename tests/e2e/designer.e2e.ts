import { readFileSync } from "node:fs";
import type { FlowDocument } from "../../engine/core/flow/flow-document.ts";
import { begin, choose, drag, middleOf, newFlow, onEdge, openFlow, outputOf, paste } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test.describe("a node is added", () => {
  test("by dragging from the palette, at the pointer, after an output, into an edge, and by pasting text", async ({ page }) => {
    const designer = await newFlow(page, "Five ways");
    await begin(designer);
    const start = designer.node("Manual start");

    await page
      .getByRole("button", { name: /^Map/ })
      .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x: 330, y: 130 } });
    await expect(designer.node("Map")).toBeVisible();

    await page.locator(".react-flow__pane").dblclick({ position: { x: 330, y: 640 } });
    await choose(designer, "wait");
    await expect(designer.node("Wait")).toBeVisible();

    await outputOf(start).click();
    await choose(designer, "http");
    await expect(designer.node("HTTP request")).toBeVisible();
    await expect(designer.edges).toHaveCount(1);

    await page.mouse.move(...(await onEdge(designer.edges.first())));
    await page.getByRole("button", { name: /^Add a node between/ }).click();
    await choose(designer, "check");
    await expect(designer.node("Validate")).toBeVisible();
    await expect(designer.edges).toHaveCount(2);

    await paste(page, "nodes:\n  - { id: done, kind: stop, name: All done }\nedges: []\n");
    await expect(designer.node("All done")).toBeVisible();

    const { document } = await designer.saved();
    expect(document.nodes.map(({ kind }) => kind).toSorted()).toEqual([
      "http",
      "map",
      "stop",
      "trigger.manual",
      "validate",
      "wait",
    ]);
    for (let step = 0; step < 6; step++) await page.keyboard.press("Control+z");
    await expect(designer.nodes).toHaveCount(0);
  });

  test("several in a chain with Ctrl+Enter, found by other words", async ({ page }) => {
    const designer = await newFlow(page, "Chain");
    await begin(designer);
    await page.keyboard.press("/");
    await choose(designer, "transform", "Control+Enter");
    await choose(designer, "api", "Control+Enter");
    await choose(designer, "finish");
    await expect(designer.edges).toHaveCount(3);
    await expect(designer.node("Stop")).toBeFocused();
    const { document } = await designer.saved();
    expect(document.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(["manual map", "map http", "http stop"]);
  });
});

test.describe("nodes are connected", () => {
  test("by dropping on a node, and on the empty canvas something new is added", async ({ page }) => {
    const designer = await newFlow(page, "Connections");
    await begin(designer);
    const start = designer.node("Manual start");
    await page
      .getByRole("button", { name: /^Map/ })
      .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x: 380, y: 250 } });
    await drag(page, await middleOf(outputOf(start)), await middleOf(designer.node("Map")));
    await expect(designer.said).toContainText("Connected Manual start to Map");
    await expect(designer.edges).toHaveCount(1);

    const [x, y] = await middleOf(outputOf(designer.node("Map")));
    await drag(page, [x, y], [x - 60, y + 160]);
    await choose(designer, "http");
    await expect(designer.edges).toHaveCount(2);
  });

  test("for failures and undo, drawn apart and saved as such", async ({ page }) => {
    const designer = await newFlow(page, "Kinds of edges");
    await begin(designer);
    await page.keyboard.press("/");
    await choose(designer, "http");
    const call = designer.node("HTTP request");
    await page.keyboard.press("Escape");
    await call.hover();
    await outputOf(call, "error").click();
    await choose(designer, "notify");
    await call.hover();
    await outputOf(call, "undo").click();
    await choose(designer, "set variables");
    const { document } = await designer.saved();
    expect(document.edges.map(({ to, kind }) => [to, kind])).toEqual([
      ["http", undefined],
      ["notify", "error"],
      ["assign", "compensation"],
    ]);
    await expect(page.getByText("on error")).toBeVisible();
    const undo = page.locator('.react-flow__edge g[data-kind="compensation"] path').first();
    await expect(undo).toHaveCSS("stroke-dasharray", /5/);
  });

  test("never in a circle: the reason is said in words", async ({ page }) => {
    const designer = await newFlow(page, "Circle");
    await begin(designer);
    await page.keyboard.press("/");
    await choose(designer, "map", "Control+Enter");
    await choose(designer, "wait");
    await drag(page, await middleOf(outputOf(designer.node("Wait"))), await middleOf(designer.node("Map")));
    await expect(page.getByRole("alert").filter({ hasText: "this would be a circle" })).toBeVisible();
    await expect(designer.edges).toHaveCount(2);
  });
});

test("with the keyboard alone a flow is drawn, named, connected, rearranged and undone", async ({ page }) => {
  const designer = await newFlow(page, "Keyboard only");
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.getByRole("region", { name: "Begin the flow" }).getByRole("button", { name: "Webhook" }).focus();
  await press("Enter");
  await expect(designer.node("Webhook")).toBeFocused();
  await press("F2");
  await page.getByRole("dialog", { name: "Rename node" }).getByLabel("Name").fill("Order received");
  await press("Enter");
  await expect(designer.node("Order received")).toBeFocused();
  await press("/");
  await choose(designer, "map", "Control+Enter");
  await choose(designer, "wait");
  await press("/");
  await choose(designer, "http");
  await expect(designer.node("HTTP request")).toBeFocused();
  // Back to the map, and from there a second way to the call.
  await press("Alt+ArrowLeft", "Alt+ArrowLeft");
  await expect(designer.node("Map")).toBeFocused();
  await press("c");
  await page.getByRole("combobox", { name: "Connect Map to" }).fill("HTTP");
  await press("Enter");
  await expect(designer.said).toContainText("Connected Map to HTTP request");
  await press("e", "e", "Delete");
  await expect(designer.edges).toHaveCount(3);
  await press("Control+z");
  await expect(designer.edges).toHaveCount(4);
  const { document } = await designer.saved();
  expect(document.edges.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual([
    "map http",
    "map wait",
    "wait http",
    "webhook map",
  ]);
  expect(document.nodes[0]!.name).toBe("Order received");
});

test("order approval is drawn with the mouse: kinds, names and edges are those of the document", async ({ page }) => {
  await page.setViewportSize({ width: 2_400, height: 1_200 });
  const designer = await newFlow(page, "Order approval by mouse");
  const rename = async (title: string, name: string): Promise<void> => {
    // The canvas may still be moving to what was added, so the name is asked for at the focus and not at a place.
    await expect(designer.node(title)).toBeFocused();
    await page.keyboard.press("F2");
    await page.getByRole("dialog", { name: "Rename node" }).getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Rename" }).click();
    await expect(designer.node(name)).toBeVisible();
  };
  const follow = async (from: string, output: string | undefined, search: string, title: string, name: string): Promise<void> => {
    await page.getByRole("button", { name: "Fit the whole flow" }).click();
    await designer.node(from).hover({ position: { x: 90, y: 20 } });
    await outputOf(designer.node(from), output).click();
    await choose(designer, search);
    await rename(title, name);
  };
  await begin(designer, "Webhook");
  await rename("Webhook", "Order received");
  await follow("Order received", undefined, "map", "Map", "Price the order");
  await follow("Price the order", undefined, "branch", "Branch", "Large order?");
  const panel = page.getByRole("complementary", { name: "Node Large order?" });
  await panel.getByRole("button", { name: "Add case" }).click();
  await panel.getByRole("group", { name: "Case 1" }).getByLabel("Name").fill("large");
  await panel.getByLabel("Otherwise").fill("small");
  await expect(outputOf(designer.node("Large order?"), "small")).toBeAttached();
  await follow("Large order?", "large", "approval", "Approval", "Approve the order");
  await follow("Large order?", "small", "http", "HTTP request", "Charge the customer");
  await page.getByRole("button", { name: "Fit the whole flow" }).click();
  await drag(
    page,
    await middleOf(outputOf(designer.node("Approve the order"), "approved")),
    await middleOf(designer.node("Charge the customer")),
  );
  await follow("Approve the order", "rejected", "stop", "Stop", "Order declined");
  await follow("Charge the customer", "undo", "http", "HTTP request", "Refund the charge");
  await follow("Charge the customer", undefined, "http", "HTTP request", "Ship the order");
  await follow("Ship the order", undefined, "stop", "Stop", "Order on its way");

  const drawn = (await designer.saved()).document;
  const example = (await (await openFlow(page, "orderApproval")).published()).document;
  expect(shapeOf(drawn)).toEqual(shapeOf(example));
});

/** What is drawn, whatever the ids: nodes by name, edges between names. */
function shapeOf({ nodes, edges }: FlowDocument) {
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.name ?? id;
  return {
    nodes: nodes.map(({ kind, name }) => `${kind} ${name}`).toSorted(),
    edges: edges.map(({ from, port = "", kind = "flow", to }) => `${nameOf(from)} ${port} ${kind} ${nameOf(to)}`).toSorted(),
  };
}
test("what is selected is duplicated, aligned, grouped, commented, laid out and put back, one step each", async ({ page }) => {
  const designer = await newFlow(page, "Arranging");
  await begin(designer);
  await page.keyboard.press("/");
  await choose(designer, "map", "Control+Enter");
  await choose(designer, "wait");
  const before = await designer.saved();
  await page.keyboard.press("Control+d");
  await expect(designer.nodes).toHaveCount(4);
  await page.keyboard.press("Control+a");
  await expect(designer.said).toContainText("4 nodes selected");
  await page.keyboard.press("Alt+a");
  await page.keyboard.press("Control+g");
  const group = page.getByRole("dialog", { name: "Group" });
  await group.getByLabel("Name").fill("All of it");
  await group.getByRole("radio", { name: "Blue" }).click();
  await group.getByRole("button", { name: "Save group" }).click();
  await expect(page.getByRole("button", { name: "Group All of it, 4 nodes" })).toBeVisible();
  await page.keyboard.press("Alt+g");
  await expect(designer.nodes).toHaveCount(1);
  await page.keyboard.press("Alt+g");
  await expect(designer.nodes).toHaveCount(4);
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  await designer.node("Map").click();
  await page.keyboard.press("m");
  await page.getByRole("textbox", { name: "Comment" }).fill("Is this\nright?");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Comments" }).getByText("Is this")).toBeVisible();
  await page.getByRole("button", { name: "Resolve" }).click();
  await page.keyboard.press("Escape");
  const after = await designer.saved();
  expect(Object.values(after.layout.groups ?? {})).toMatchObject([{ name: "All of it", color: "blue" }]);
  expect(Object.values(after.layout.comments ?? {})).toMatchObject([{ text: "Is this\nright?", resolved: true }]);
  for (let step = 0; step < 20; step++) await page.keyboard.press("Control+z");
  await expect(designer.nodes).toHaveCount(0);
  for (let step = 0; step < 3; step++) await page.keyboard.press("Control+y");
  await expect(designer.nodes).toHaveCount(3);
  await expect.poll(async () => (await designer.saved()).document).toEqual(before.document);
});

test("the table of shortcuts is the sheet on ?, and keys can be given others", async ({ page }) => {
  const designer = await newFlow(page, "Shortcuts");
  await begin(designer);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Shortcuts" });
  await sheet.getByRole("button", { name: /^Rename: F2/ }).click();
  await page.keyboard.press("r");
  await expect(sheet.getByRole("button", { name: /^Rename: R/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await designer.node("Manual start").click();
  await page.keyboard.press("r");
  await expect(page.getByRole("dialog", { name: "Rename node" })).toBeVisible();
});

test("text is found in the flow and stepped through", async ({ page }) => {
  const designer = await openFlow(page, "orderApproval");
  await page.keyboard.press("Control+f");
  await page.getByRole("textbox", { name: "Find in this flow" }).fill("payments");
  await page.keyboard.press("Enter");
  await expect(designer.node("Charge the customer")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Enter");
  await expect(designer.node("Refund the charge")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("search").getByText("2 of 2")).toBeVisible();
});

test("an example pasted as a whole is the same flow", async ({ page }) => {
  const designer = await newFlow(page, "Pasted order approval");
  const source = readFileSync("flows/orderApproval/flow.yaml", "utf8");
  await paste(page, source);
  await expect(designer.nodes).toHaveCount(9);
  await expect(designer.edges).toHaveCount(9);
});

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in the ${colorScheme} scheme axe finds nothing serious`, () => {
    test.use({ colorScheme });

    test("on the empty canvas, with a node, and on everything that floats over it", async ({ page }) => {
      test.slow();
      const designer = await newFlow(page, `Axe ${colorScheme}`);
      await expectNothingSerious(page, { place: "empty canvas" });
      await begin(designer);
      await page.keyboard.press("/");
      await choose(designer, "http");
      await expectNothingSerious(page, { place: "a selected node" });
      for (const [key, name] of [
        ["/", "Add a node"],
        ["c", "Connect HTTP request"],
        ["F2", "Rename node"],
        ["m", "Comments"],
        ["Control+g", "Group"],
        ["?", "Shortcuts"],
        ["Shift+p", /^Publish version/],
      ] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole("dialog", { name })).toBeVisible();
        await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
        await expectNothingSerious(page, { place: String(name) });
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      await page.keyboard.press("Control+f");
      await expectNothingSerious(page, { place: "search" });
      await page.keyboard.press("Escape");
      await designer.node("HTTP request").click({ button: "right", position: { x: 90, y: 20 } });
      await expect(page.getByRole("menu")).toBeVisible();
      await expectNothingSerious(page, { place: "context menu" });
    });
  });
