import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { acceptInvitation, expect, tabTo, test } from "./fixtures.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const EVIL = '<img src=x onerror="document.title=`owned`">';
const node = (name: string, type: string, parameters: object = {}) => ({
  ...{ name, parameters, type: `n8n-nodes-base.${type}` },
  ...{ typeVersion: 1, position: [0, 0] },
});
const to = (name: string) => ({ main: [[{ node: name, type: "main", index: 0 }]] });

/** A workflow with something for each outcome, and a name that is markup. */
const workflow = JSON.stringify({
  name: "Lead intake",
  nodes: [
    node("Webhook", "webhook", { path: "lead", httpMethod: "POST" }),
    {
      ...node("Ask the CRM", "httpRequest", { url: "https://crm.example.com/leads", nodeCredentialType: "hubspotApi" }),
      credentials: { hubspotApi: { id: "1", name: "CRM" } },
    },
    node("Wait", "wait", { resume: "form" }),
    node(EVIL, "someToolNobodyKnows", { note: EVIL }),
  ],
  connections: { Webhook: to("Ask the CRM"), "Ask the CRM": to("Wait"), Wait: to(EVIL) },
});

const readText = async (page: Page, text: string): Promise<void> => {
  await page.getByRole("textbox", { name: "Or paste its text" }).fill(text);
  await page.getByRole("button", { name: "Read the text" }).click();
};

test("an engineer brings a workflow of another tool along, and finds what is to be done on the flow", async ({ page }) => {
  const file = join(mkdtempSync(join(tmpdir(), "omnilink-import-")), "lead-intake.json");
  writeFileSync(file, workflow);
  await page.goto("/flows");
  await page.getByRole("link", { name: "Import a flow" }).click();
  await expectNothingSerious(page, { place: "import, empty" });
  await page.locator('input[type="file"]').setInputFiles(file);

  const report = page.getByRole("region", { name: "What became of the file" });
  await expect(report.getByRole("heading", { name: "n8n: Lead intake" })).toBeVisible();
  await expect(report).toBeFocused();
  await expect(report.getByText(/1 not translated\.$/)).toBeVisible();
  const missing = report.getByRole("region", { name: "Not translated: 1" });
  await missing.getByRole("button", { name: EVIL }).click();
  await expect(page.locator(".react-flow__node.selected")).toContainText("<img src=x");
  await expectNothingSerious(page, { place: "import, read" });
  expect(await page.title()).not.toBe("owned");

  await page.getByRole("button", { name: "Create draft" }).click();
  await page.waitForURL(/\/flows\/leadIntake\?drawer=comments$/);
  await expect(page.locator(".react-flow__node")).toHaveCount(5);
  const comments = page.getByRole("list", { name: "Open comments" });
  await expect(comments.getByText("Import from n8n").first()).toBeVisible();
  const before = await comments.getByRole("listitem").count();
  await comments
    .getByRole("button", { name: /^Resolve: / })
    .first()
    .click();
  await expect(page.getByRole("tab", { name: before === 1 ? "Comments" : `Comments ${before - 1}`, exact: true })).toBeVisible();
  await expectNothingSerious(page, { place: "designer with comments" });
  await page.getByRole("tab", { name: /^Problems/ }).click();
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("which was not translated");
});

test("the id of an imported flow does not collide with that of another", async ({ page }) => {
  const machine = JSON.stringify({ StartAt: "Say", States: { Say: { Type: "Pass", End: true } }, Comment: "Order approval" });
  await page.goto("/import");
  const file = { name: "order-approval.asl.json", mimeType: "application/json", buffer: Buffer.from(machine) };
  await page.locator('input[type="file"]').setInputFiles(file);
  await expect(page.getByRole("textbox", { name: "Id" })).toHaveValue("orderApproval2");
  await expect(page.getByText("“orderApproval” is another flow already")).toBeVisible();
  await page.getByRole("textbox", { name: "Id" }).fill("order approval");
  await expect(page.getByText("It starts with a letter, and holds only letters, digits and _")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create draft" })).toBeDisabled();
  await page.getByRole("textbox", { name: "Id" }).fill("orderApproval");
  await page.getByRole("button", { name: "Create draft" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    'There is a flow "orderApproval" already. Choose another id.',
  );
});

test("what cannot be imported is said in place, and the text stays", async ({ page }) => {
  await page.goto("/import");
  const alert = page.getByRole("main").getByRole("alert");
  for (const [text, said] of [
    ["Dear all, see the attached workflow", "The file is no workflow of a known format."],
    ['{\n  "nodes": [],\n  "connections": {}\n', "at line 4"],
    ['document:\n  dsl: "1.0.0"\ndo: [\n', "The file is no readable YAML at line"],
    ['<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n<process></definitions>', "no readable XML at line 2"],
    [`<!doctype html><title>Sign in</title>${EVIL}`, "The file is a web page, not an exported workflow."],
    ['{ "nodes": [], "connections": {} }', "The file holds no elements."],
    ["omnilink: 1\nid: x\nname: X\nnodes: []\nedges: []\nextra: 1\n", "Line 4"],
  ] as const) {
    await readText(page, text);
    await expect(alert, text).toContainText(said);
    await expect(page.getByRole("textbox", { name: "Or paste its text" })).toHaveValue(text);
  }
  await expectNothingSerious(page, { place: "import, refused" });

  const empty = { name: "empty.json", mimeType: "application/json", buffer: Buffer.from("  \n") };
  await page.locator('input[type="file"]').setInputFiles(empty);
  await expect(alert).toContainText("“empty.json” cannot be imported");
  await expect(alert).toContainText("The file is empty.");
  const large = { name: "large.json", mimeType: "application/json", buffer: Buffer.alloc(5_000_000, 32) };
  await page.locator('input[type="file"]').setInputFiles(large);
  await expect(alert).toContainText("It has 4.8 MB; the limit is 2 MB.");
});

test("a paste of five megabytes is refused before it is drawn", async ({ page }) => {
  await page.goto("/import");
  const field = page.getByRole("textbox", { name: "Or paste its text" });
  await field.evaluate((element) => {
    const data = new DataTransfer();
    data.setData("text", "x".repeat(5_000_000));
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The text is too large");
  await expect(field).toHaveValue("");
});

test("a flow is imported with the keyboard alone, from the command palette on", async ({ page }) => {
  await page.goto("/runs");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog").getByLabel("Search and commands")).toBeFocused();
  await page.keyboard.type("Import a flow");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/import");
  await page.getByRole("heading", { name: "Import a flow" }).waitFor();
  await tabTo(page, "textbox", "Or paste its text");
  await page.keyboard.insertText(
    "omnilink: 1\nid: byHand\nname: By hand\nnodes: [{ id: start, kind: trigger.manual }]\nedges: []\n",
  );
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Its one element is translated.")).toBeVisible();
  await tabTo(page, "button", "Create draft");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/flows\/byHand$/);
  await expect(page.locator(".react-flow__node")).toHaveCount(1);
});

test("who may not draw flows is told so, and the server refuses as well", async ({ browser, stack }) => {
  const { engine, close } = await openStackEngine(stack);
  const { token } = await engine.people.invite({ orgId: engine.orgId, role: "executive", invitedBy: "test" });
  await close();
  const context = await browser.newContext({ baseURL: stack.url, storageState: { cookies: [], origins: [] } });
  const theirs = await context.newPage();
  await theirs.goto(`/welcome?token=${token}`);
  await acceptInvitation(theirs, { name: "Eva Executive", email: "eva-import@example.com", password: "three calm otters" });
  await expect(theirs.getByRole("link", { name: "Import a flow" })).toHaveCount(0);
  await theirs.goto("/import");
  await expect(theirs.getByText("Your role does not draw flows")).toBeVisible();
  const refused = await theirs.request.post("/api/trpc/drafts.readImport", {
    headers: { origin: stack.url },
    data: { text: workflow },
  });
  expect(refused.status()).toBe(403);
  await context.close();
});
