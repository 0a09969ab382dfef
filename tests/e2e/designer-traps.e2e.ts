import type { Page } from "@playwright/test";
import { begin, choose, newFlow, openFlow, paste } from "./designer-page.ts";
import { expect, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test.describe("mistakes of other products stay away", () => {
  test("trap 18: a text with line breaks is kept as it was written", async ({ page }) => {
    const designer = await newFlow(page, "Line breaks");
    await begin(designer);
    await page.keyboard.press("m");
    const text = 'first "line"\n\n\tthird \\n line\n';
    await page.getByRole("textbox", { name: "Comment" }).fill(text);
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("third")).toBeVisible();
    const { layout } = await designer.saved();
    expect(Object.values(layout.comments ?? {})[0]?.text).toBe(text.trim());
  });

  test("trap 19: moves by arrow key are saved, and undone as one step", async ({ page }) => {
    const designer = await newFlow(page, "Arrow keys");
    await begin(designer);
    const { layout } = await designer.saved();
    const id = await designer.idOf("Manual start");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    const at = layout.positions[id]!;
    await expect.poll(async () => (await designer.saved()).layout.positions[id]).toEqual({ x: at.x + 20, y: at.y + 10 });
    await page.reload();
    await expect(designer.nodes).toHaveCount(1);
    expect((await designer.saved()).layout.positions[id]).toEqual({ x: at.x + 20, y: at.y + 10 });
  });

  test("trap 20: undoing a splice inside a group brings the edge back", async ({ page }) => {
    const designer = await newFlow(page, "Splice in a group");
    await begin(designer);
    await page.keyboard.press("/");
    await choose(designer, "map", "Control+Enter");
    await choose(designer, "wait");
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+g");
    await page.keyboard.press("Enter");
    const before = await designer.saved();
    await page.keyboard.press("Escape");
    await designer.edge("map", "wait").evaluate((edge) => edge.dispatchEvent(new MouseEvent("click", { bubbles: true })));
    await page.keyboard.press("/");
    await choose(designer, "http");
    await expect(designer.nodes).toHaveCount(4);
    const [grouped] = Object.values((await designer.saved()).layout.groups ?? {});
    expect(grouped?.nodes).toContain("http");
    await page.keyboard.press("Control+z");
    await expect(designer.edge("map", "wait")).toBeAttached();
    await expect.poll(async () => (await designer.saved()).document).toEqual(before.document);
    expect((await designer.saved()).layout).toEqual(before.layout);
  });

  test("trap 21: what two windows change side by side is all kept", async ({ page, context }) => {
    const designer = await newFlow(page, "Two windows");
    await begin(designer);
    await designer.saved();
    const other = await openFlow(await context.newPage(), designer.flowId);
    await designer.node("Manual start").click();
    await other.node("Manual start").click();
    await Promise.all([page.keyboard.press("/"), other.page.keyboard.press("/")]);
    await Promise.all([choose(designer, "map"), choose(other, "wait")]);
    await expect(designer.nodes).toHaveCount(3);
    await expect(other.nodes).toHaveCount(3);
    await other.page.keyboard.press("F2");
    await other.page.getByRole("dialog", { name: "Rename node" }).getByLabel("Name").fill("Wait a little");
    await other.page.keyboard.press("Enter");
    await expect(designer.node("Wait a little")).toBeVisible();
    expect((await designer.saved()).document.edges).toHaveLength(2);
  });

  test("trap 26: whose changes go live is shown, and nothing goes live by looking", async ({ page }) => {
    const designer = await openFlow(page, "nightlySync");
    await expect(page.getByText("Draft saved")).toHaveCount(0);
    await page.reload();
    await expect(designer.nodes.first()).toBeVisible();
    await expect(page.getByText("Draft saved")).toHaveCount(0);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: /^Publish version/ });
    await expect(dialog.getByText("Nothing has changed since the live version.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: /^Publish version/ })).toBeDisabled();
  });
});

test.describe("bad input", () => {
  const refused = (page: Page) => page.locator(".mantine-Notification-root").last();

  test("pasted is refused with the reason, or taken as it is", async ({ page }) => {
    const designer = await newFlow(page, "Bad input");
    await begin(designer);
    await paste(page, "<html><body><h1>Hello</h1></body></html>");
    await expect(refused(page)).toBeVisible();
    await paste(page, `nodes:\n${"  - { id: a, kind: map }\n".repeat(220_000)}`);
    await expect(refused(page)).toContainText(/large|MB|limit|most/i);
    await expect(designer.nodes).toHaveCount(1);
    // A kind of another version is drawn as what it is, and the problems say what is wrong with it.
    await paste(page, "nodes:\n  - { id: odd, kind: teleport }\n");
    await expect(designer.node("odd")).toContainText("teleport");
    await page.getByRole("tab", { name: /^Problems/ }).click();
    await expect(page.getByText(/teleport/).last()).toBeVisible();
  });

  test("in a name is shown as text and saved equal", async ({ page }) => {
    const flowName = '"Ω≈ç√" <script>alert(1)</script>';
    const designer = await newFlow(page, flowName);
    await expect(page.getByRole("heading", { name: flowName })).toBeVisible();
    await begin(designer);
    for (const name of ['<img src=x onerror="alert(1)">', "‮⁦test⁧ ﷽ 👩‍👩‍👧 Ω≈ç√", "=1+1; DROP TABLE flow;--"]) {
      await page.keyboard.press("F2");
      await page.getByRole("dialog", { name: "Rename node" }).getByLabel("Name").fill(name);
      await page.keyboard.press("Enter");
      await expect.poll(async () => (await designer.saved()).document.nodes[0]?.name).toBe(name);
      await expect(designer.nodes.first()).toContainText(name);
    }
    const groupName = '"><svg/onload=alert(1)> __proto__ ${7*7} 田中さん';
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+g");
    const group = page.getByRole("dialog", { name: "Group" });
    await group.getByLabel("Name").fill(groupName);
    await group.getByRole("button", { name: "Save group" }).click();
    await expect(page.getByRole("button", { name: `Group ${groupName}, 1 node` })).toBeVisible();
    const { document, layout } = await designer.saved();
    expect(document.name).toBe(flowName);
    expect(Object.values(layout.groups ?? {}).map(({ name }) => name)).toEqual([groupName]);
  });
});
