import type { Locator, Page } from "@playwright/test";
import { discardDraft } from "./designer-page.ts";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

const PAYLOAD = {
  action: "opened",
  repository: { full_name: "acme/shop" },
  issue: {
    number: 7,
    title: "Crash on save",
    html_url: "https://github.com/acme/shop/issues/7",
    priority: "high",
    user: { login: "ana", email: "ana@example.com" },
    labels: [
      { name: "bug", color: "red" },
      { name: "ui", color: "blue" },
    ],
  },
};

const TICKET = {
  type: "object",
  required: ["title", "severity", "reporter"],
  properties: {
    title: { type: "string" },
    severity: { type: "integer" },
    urgency: { type: "string", enum: ["now", "later"] },
    reporter: { type: "string" },
    tags: {
      type: "array",
      items: { type: "object", required: ["text"], properties: { text: { type: "string" }, shade: { type: "string" } } },
    },
  },
};

const MAPPER = "/flows/githubTriage/map/issue";

const source = (page: Page, key: string): Locator =>
  page.getByRole("tree", { name: "Source fields" }).locator(`[data-key="${key}"]`);
const target = (page: Page, key: string): Locator =>
  page.getByRole("tree", { name: "Target fields" }).locator(`[data-key="${key}"]`);
const lines = (page: Page): Locator => page.locator("path[data-wire]");

/** Each journey starts from the published flow. */
async function openMapper(page: Page): Promise<void> {
  await discardDraft(page, "githubTriage");
  await page.goto(MAPPER);
  await expect(page.getByRole("tree", { name: "Target fields" })).toBeVisible();
  await expect(page.locator(".monaco-editor").first()).toBeVisible({ timeout: 40_000 });
}

/** The text as it is saved: what the editor holds. */
async function mappingText(page: Page): Promise<string> {
  const shown = page.getByRole("radiogroup", { name: "Show" });
  await shown.getByText("Text", { exact: true }).click();
  await expect(page.locator(".monaco-editor").first()).toBeVisible();
  return page.locator(".monaco-editor .view-lines").evaluate((lines) =>
    [...lines.children]
      .toSorted(
        (one, other) => Number.parseFloat((one as HTMLElement).style.top) - Number.parseFloat((other as HTMLElement).style.top),
      )
      .map(({ textContent }) => textContent.replaceAll("\u00a0", " "))
      .join("\n"),
  );
}

/** A person pastes one payload and the schema of the tracker, and starts with nothing mapped. */
async function prepare(page: Page): Promise<void> {
  await openMapper(page);
  await page.getByRole("button", { name: "Sample data" }).click();
  await page.getByLabel("JSON or CSV").fill(JSON.stringify(PAYLOAD));
  await page.getByRole("button", { name: "Use sample" }).click();
  await page.getByRole("button", { name: "Target schema" }).click();
  await page.getByLabel("JSON Schema, OpenAPI, JSON samples or CSV").fill(JSON.stringify(TICKET));
  await page.getByRole("button", { name: "Use as target" }).click();
  await target(page, "").click();
  await page.keyboard.press("Delete");
  await expect(lines(page)).toHaveCount(0);
}

const EXPECTED: readonly (readonly [string, string])[] = [
  ["/title", '"Crash on save"'],
  ["/severity", "3"],
  ["/urgency", '"now"'],
  ["/reporter", '"ana"'],
  ["/tags/text", '"bug"'],
  ["/tags/shade", '"red"'],
];

async function expectTicket(page: Page): Promise<void> {
  for (const [key, value] of EXPECTED) await expect(target(page, key)).toContainText(value);
  await expect(page.getByText("All required mapped")).toBeVisible();
}

async function fillPart(page: Page, label: string, value: string): Promise<void> {
  const part = page.getByRole("combobox", { name: label, exact: true });
  await part.fill(value);
  await part.press("Enter");
}

test("an analyst maps an issue to a ticket by mouse: a list, a condition and a lookup", async ({ page }) => {
  await prepare(page);
  await source(page, "/input/issue/title").dragTo(target(page, "/title"));
  await source(page, "/input/issue/user/login").dragTo(target(page, "/reporter"));
  await source(page, "/input/issue/labels/name").dragTo(target(page, "/tags/text"));
  await source(page, "/input/issue/labels/color").dragTo(target(page, "/tags/shade"));
  await source(page, "/input/issue/priority").dragTo(target(page, "/severity"));

  await target(page, "/severity").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Lookup table" }).click();
  await fillPart(page, "Code 1", "high");
  await fillPart(page, "Meaning 1", "3");
  await target(page, "/urgency").click({ button: "right" });
  await page.getByRole("menuitem", { name: "If, else" }).click();
  await fillPart(page, "If", 'input.issue.priority = "high"');
  await fillPart(page, "Value", '"now"');
  await fillPart(page, "Else", '"later"');

  await expectTicket(page);
  await expect(target(page, "/tags")).toContainText("each input.issue.labels");
  const text = await mappingText(page);
  expect(text).toContain("[input.issue.labels.{");
  expect(text).toContain('$lookup({ "high": 3 }, input.issue.priority)');
});

test("the same by keyboard alone, every step announced", async ({ page }) => {
  await prepare(page);
  const map = async (key: string, from: string): Promise<void> => {
    await moveTo(page, key);
    await page.keyboard.press("m");
    await page.getByRole("combobox", { name: /^Fill / }).fill(from);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status").filter({ hasText: `Map ${from}` })).toBeAttached();
    await expect(page.getByRole("tree", { name: "Target fields" })).toBeFocused();
  };
  await page.getByRole("tree", { name: "Target fields" }).focus();
  await map("/title", "input.issue.title");
  await map("/reporter", "input.issue.user.login");
  await map("/tags/text", "input.issue.labels.name");
  await map("/tags/shade", "input.issue.labels.color");
  await map("/severity", "input.issue.priority");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Lookup table" }).press("Enter");
  await fillPart(page, "Code 1", "high");
  await fillPart(page, "Meaning 1", "3");
  await page.getByRole("tree", { name: "Target fields" }).focus();
  await moveTo(page, "/urgency");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "If, else" }).press("Enter");
  await fillPart(page, "If", 'input.issue.priority = "high"');
  await fillPart(page, "Value", '"now"');
  await fillPart(page, "Else", '"later"');
  await expectTicket(page);
});

/** Walks the tree with the arrow keys, as somebody without a mouse does. */
async function moveTo(page: Page, key: string): Promise<void> {
  const tree = page.getByRole("tree", { name: "Target fields" });
  await page.keyboard.press("Home");
  for (let step = 0; step < 30; step++) {
    const active = await tree.evaluate((element) => {
      const id = element.getAttribute("aria-activedescendant");
      return id === null ? undefined : document.getElementById(id)?.dataset["key"];
    });
    if (active === key) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`The row ${key} was not reached.`);
}

test("text and trees are one: what is typed is drawn, and what is undone is gone from both", async ({ page }) => {
  await openMapper(page);
  const before = await mappingText(page);
  const drawn = await lines(page).count();
  await source(page, "/input/action").dragTo(target(page, ""));
  await expect(target(page, "/action")).toBeVisible();
  expect(await mappingText(page)).toContain('"action": input.action');
  await page.getByRole("button", { name: /^Undo: Map input.action/ }).click();
  await expect(target(page, "/action")).toHaveCount(0);
  expect(await mappingText(page)).toBe(before);
  await expect(lines(page)).toHaveCount(drawn);

  await page.locator(".monaco-editor .view-lines").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("~");
  await expect(target(page, "/title")).toBeVisible();
  await page.keyboard.press("Control+z");
  expect(await mappingText(page)).toBe(before);
});

test("opening, looking around and closing changes nothing", async ({ page }) => {
  await openMapper(page);
  const before = await mappingText(page);
  for (const key of ["/title", "/labels", "/key"]) {
    await target(page, key).click();
    await page.getByText("Field", { exact: true }).click();
    await page.getByText("Text", { exact: true }).click();
  }
  expect(await mappingText(page)).toBe(before);
  await expect(page.getByRole("button", { name: "Undo", exact: true })).toBeDisabled();
});

test("Escape leaves the text, and Tab goes on", async ({ page }) => {
  await openMapper(page);
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("Escape");
  await expect(page.locator(".monaco-editor textarea, .monaco-editor .native-edit-context").first()).not.toBeFocused();
  await expect(page.getByText("Left the editor.", { exact: false })).toBeFocused();
});

test("five thousand fields open and scroll, and only those in sight are drawn", async ({ page }) => {
  await openMapper(page);
  const properties = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, { type: "string" }]));
  await page.getByRole("button", { name: "Target schema" }).click();
  await page
    .getByLabel("JSON Schema, OpenAPI, JSON samples or CSV")
    .fill(JSON.stringify({ type: "object", properties: { ...properties, again: { $ref: "#" } } }));
  await page.getByRole("button", { name: "Use as target" }).click();
  await expect(target(page, "/field0")).toBeVisible();
  await page.getByRole("tree", { name: "Target fields" }).evaluate((tree) => {
    tree.scrollTop = tree.scrollHeight;
  });
  await expect(target(page, "/field4990")).toBeVisible();
  expect(await page.getByRole("treeitem").count()).toBeLessThan(200);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} scheme`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("axe finds nothing serious in the mapper, its menu and its dialogs", async ({ page }) => {
      await openMapper(page);
      await expectNothingSerious(page, { place: "mapper" });
      await target(page, "/title").click();
      await page.getByText("Field", { exact: true }).click();
      await expectNothingSerious(page, { place: "field" });
      await target(page, "/title").click({ button: "right" });
      await expect(page.getByRole("menu")).toBeVisible();
      await expectNothingSerious(page, { place: "menu" });
      await page.keyboard.press("Escape");
      for (const name of ["Sample data", "Target schema"]) {
        await page.getByRole("button", { name }).click();
        await expect(page.getByRole("dialog", { name })).toBeVisible();
        await expectNothingSerious(page, { place: name });
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toBeHidden();
      }
      await target(page, "/title").click();
      await page.keyboard.press("m");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectNothingSerious(page, { place: "pick" });
    });
  });
}
