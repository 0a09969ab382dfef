import type { BrowserContext, Page } from "@playwright/test";
import { expect, startOrder, test } from "./fixtures.ts";

/**
 * What the server writes and what the browser makes of it must be the same text, wherever the reader is and whichever of its
 * parts comes first: React throws a page away that differs, and says so in the console only.
 */
const FAR_AWAY = { timezoneId: "Pacific/Auckland", locale: "de-DE" };
const LATE_MS = 1_200;

const WEEK = "since=2026-11-14T00:00:00.000Z&until=2026-11-21T00:00:00.000Z";
const PAGES = [
  "/overview",
  "/overview/week",
  "/flows",
  "/flows/orderApproval",
  "/flows/orderApproval/versions",
  "/flows/orderApproval/environments",
  "/flows/orderApproval/map/price",
  "/flows/stockReport",
  "/runs",
  `/runs?${WEEK}`,
  "/approvals",
  `/approvals?show=decided&due=1&${WEEK}`,
  "/reviews",
  "/incidents",
  "/environments",
  "/mappings",
  "/people",
  "/nowhere",
];

/** These show what the rail asks for as well, and may find its answer there before their own code has come. */
const SHARE_WITH_THE_RAIL = ["/overview", "/approvals", "/reviews", "/incidents"];

/** React's words in a development build, and their number in production. */
const complaintsOf = (page: Page): string[] => {
  const complaints: string[] = [];
  const hear = (words: string): void => {
    if (/hydrat|did not match|Minified React error #(?:418|419|421|422|423|425)\b/i.test(words)) complaints.push(words);
  };
  page.on("pageerror", (error) => hear(String(error)));
  page.on("console", (message) => hear(message.text()));
  return complaints;
};

interface Visit {
  readonly complaints: readonly string[];
  readonly scripts: readonly string[];
}

/** Opens a page of its own; `late` scripts come after the page has had time to ask and be answered. */
async function visit(context: BrowserContext, path: string, late: ReadonlySet<string>): Promise<Visit> {
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const scripts: string[] = [];
  await page.route("**/*.js", async (route) => {
    const { pathname } = new URL(route.request().url());
    scripts.push(pathname);
    if (late.has(pathname)) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    await route.continue();
  });
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.locator("[aria-busy]")).toHaveCount(0);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  await page.close();
  return { complaints, scripts };
}

test("every page is the same text on the server and with a reader far away, whatever part of it comes last", async ({
  page,
  browser,
  stack,
  signedIn,
}) => {
  test.setTimeout(300_000);
  await startOrder(page, { id: "FAR-1", total: 9_000 });
  const run = new URL(page.url()).pathname;
  const context = await browser.newContext({ ...FAR_AWAY, baseURL: stack.url, storageState: signedIn });
  const paths = [...PAGES, run];
  const seen: [path: string, scripts: readonly string[]][] = [];
  for (const path of paths) {
    const { complaints, scripts } = await visit(context, path, new Set());
    expect(complaints, path).toEqual([]);
    seen.push([path, scripts]);
  }
  for (const [path, scripts] of seen.filter(([path]) => SHARE_WITH_THE_RAIL.includes(path))) {
    const ofThePage = scripts.filter((script) => !seen.every(([, others]) => others.includes(script)));
    const { complaints } = await visit(context, path, new Set(ofThePage));
    expect(complaints, `${path}, its own scripts last`).toEqual([]);
  }
  await context.close();
});

test.describe("with a reader far away", () => {
  test.use(FAR_AWAY);

  test("times in an address are those of the reader's clock, with the zone where they stand in a sentence", async ({ page }) => {
    await page.goto(`/approvals?show=decided&${WEEK}`);
    await expect(page.getByText(/Decided from 14 Nov 2026, 13:00 (GMT\+13|NZDT) to 21 Nov 2026, 13:00/)).toBeVisible();
    await page.goto(`/runs?${WEEK}`);
    await expect(page.getByLabel("From")).toHaveValue("2026-11-14T13:00");
  });
});
