import type { Page } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, tabTo, test } from "./fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const flow = (id: string) => `omnilink: 1\nid: ${id}\nname: ${id}\nnodes: [{ id: start, kind: trigger.manual }]\nedges: []\n`;

/** Each file is read in a process of its own. */
const READING_MS = 150_000;
test.setTimeout(2 * READING_MS);

/** One real file of each format that can be imported. */
const corpus = (["asl", "bpmn", "n8n", "ows"] as const).map((format) => {
  const folder = join(process.cwd(), "tests/import-corpus", format);
  const name = readdirSync(folder)
    .toSorted()
    .filter((each) => /\.(json|bpmn|ya?ml)$/.test(each) && !/\.(run|expected)\./.test(each))[0]!;
  return file(`${format}-${name}`, readFileSync(join(folder, name), "utf8"));
});

const filesOf = (page: Page) => page.getByRole("list", { name: "Files" }).getByRole("listitem");

test("a folder's worth of files is read at once, and one that is refused holds up no other", async ({ page }) => {
  await page.goto("/import");
  await page.locator('input[type="file"]').setInputFiles([...corpus, file("letter.txt", "Dear all"), file("empty.json", " ")]);
  await expect(page.getByRole("region", { name: "What became of the files" })).toBeFocused();
  await expect(page.getByRole("status")).toContainText("6 files: 4 ready for a draft, 2 not to be imported.", {
    timeout: READING_MS,
  });
  await expect(filesOf(page).filter({ hasText: "letter.txt" })).toContainText("The file is no workflow of a known format.");
  await expect(filesOf(page).filter({ hasText: "empty.json" })).toContainText("The file is empty.");
  await expect(filesOf(page).filter({ hasText: "translated" })).toHaveCount(4);
  await expectNothingSerious(page);

  await page.getByRole("button", { name: "Create 4 drafts" }).click();
  await expect(page.getByRole("status")).toContainText("4 with a draft", { timeout: READING_MS });
  await expect(page.getByRole("link", { name: /^Open draft/ })).toHaveCount(4);
  await expect(page.getByRole("button", { name: "Create 0 drafts" })).toBeDisabled();
});

test("with the keyboard alone, one of several files is looked at, named and drafted, and the others stay", async ({ page }) => {
  await page.goto("/import");
  await page
    .locator('input[type="file"]')
    .setInputFiles([file("a.yaml", flow("twinFlow")), file("b.yaml", flow("twinFlow")), file("c.json", "{")]);
  await expect(page.getByRole("status")).toContainText("2 ready for a draft", { timeout: READING_MS });
  // Both want the same id, so that the second gets another.
  await expect(filesOf(page).filter({ hasText: "twinFlow2" })).toHaveCount(1);
  await tabTo(page, "button", "Look: b.yaml");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "What became of the file" })).toBeFocused();
  await tabTo(page, "button", "Create draft");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "What became of the files" })).toBeFocused();
  await expect(page.getByRole("status")).toContainText("3 files: 1 ready for a draft, 1 with a draft, 1 not to be imported.");
  await tabTo(page, "button", "Create draft: a.yaml");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("2 with a draft");
});
