import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test as base, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { startStack, type Stack } from "./stack.ts";

export const owner = { name: "Ana Lima", email: "ana@example.com", password: "three calm otters" } as const;

export type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

interface OfEachJourney {
  /**
   * A draft of an example for a journey that edits: what it leaves behind, saved or not, is nobody else's beginning. Answers
   * the id of the flow, which has never been published.
   */
  readonly copyOf: (example: string) => Promise<string>;
}

/** `stack` runs once for all journeys; `page` is signed in as its owner. */
export const test = base.extend<OfEachJourney, { readonly stack: Stack; readonly signedIn: SignedIn }>({
  stack: [
    async ({}, use) => {
      const stack = await startStack();
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  signedIn: [async ({ stack, browser }, use) => use(await createOwner(browser, stack)), { scope: "worker", timeout: 60_000 }],
  baseURL: ({ stack }, use) => use(stack.url),
  storageState: ({ signedIn }, use) => use(signedIn),
  copyOf: ({ page, stack }, use) => use((example) => copyOfExample(page, stack, example)),
  page: async ({ page }, use, journey) => {
    await use(page);
    if (journey.status !== journey.expectedStatus) await sayWhatWasShown(page, journey.title);
  },
});

export { expect } from "@playwright/test";

let copies = 0;

async function copyOfExample(page: Page, stack: Stack, example: string): Promise<string> {
  copies += 1;
  const flowId = `${example}Copy${copies}`;
  const text = readFileSync(resolve(import.meta.dirname, "../../flows", example, "flow.yaml"), "utf8");
  const answer = await page.request.post("/api/trpc/drafts.createImported", {
    headers: { origin: stack.url },
    data: { text, flowId, name: `Copy ${copies} of ${example}` },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  expect(await answer.text()).toContain(flowId);
  return flowId;
}

const MOST_LINES = 150;

/** A picture stays on the machine that took it; what the page said when a journey failed is in its log. */
async function sayWhatWasShown(page: Page, title: string): Promise<void> {
  const shown = await page
    .locator("body")
    .ariaSnapshot({ timeout: 2_000 })
    .catch(() => "nothing that could be read");
  process.stdout.write(`When "${title}" failed, ${page.url()} showed:\n${shown.split("\n").slice(0, MOST_LINES).join("\n")}\n`);
}

/** What the first person does: opens the printed link and creates the owner's account. */
async function createOwner(browser: Browser, stack: Stack): Promise<SignedIn> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(stack.welcomeLink);
  await acceptInvitation(page, owner);
  const state = await context.storageState();
  await context.close();
  return state;
}

interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Fills in the welcome page and waits until it has led into the product. */
export async function acceptInvitation(page: Page, { name, email, password }: Account): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/flows");
}

/** An executive is invited from the page of people; answers the link that is shown for them. */
export async function inviteExecutive(page: Page): Promise<string> {
  await page.goto("/people");
  await page.getByRole("button", { name: "Invite person" }).click();
  await page.getByRole("radio", { name: "executive" }).check();
  await page.getByRole("button", { name: "Create link" }).click();
  return page.getByRole("textbox", { name: "Invitation link" }).inputValue();
}

interface Order {
  readonly id: string;
  /** Over 1000 it waits for an approval. */
  readonly total: number;
  /** `NO-FUNDS` cannot pay. */
  readonly customer?: string;
  /** `OUT-OF-STOCK` is refused by the warehouse. */
  readonly sku?: string;
}

/** Starts `orderApproval` from its page and ends on the page of the run. */
export async function startOrder(page: Page, { id, total, customer = "Bluebird Ltd", sku = "tea" }: Order): Promise<void> {
  await page.goto("/flows/orderApproval");
  await startRun(page, { id, customer, lines: [{ sku, price: total, qty: 1 }] });
}

/** Starts a run from the page of a flow and ends on the page of the run. */
export async function startRun(page: Page, input: object): Promise<void> {
  await page.getByRole("button", { name: "Start run" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Input").fill(JSON.stringify(input));
  await drawer.getByRole("button", { name: "Start run" }).click();
  await page.waitForURL(/\/runs\/[\da-f-]{36}$/);
}

/** Posts an expense claim to its webhook, as another system would, and ends on the page of the run. */
export async function sendClaim(page: Page, { id, amount }: { readonly id: string; readonly amount: number }) {
  await page.goto("/flows/expenseClaim");
  const address = await page
    .getByText(/\/hooks\/[\w-]+\/expenses/)
    .first()
    .textContent();
  const path = /\/hooks\/[\w-]+\/expenses/.exec(address ?? "")![0];
  const claim = { id, employee: "Rui Costa", email: "rui@example.com", items: [{ what: "Hotel", amount }] };
  const answer = await page.request.post(path, { data: claim });
  await page.goto(`/runs/${answer.headers()["x-run-id"]}`);
  return { status: answer.status(), body: (await answer.json()) as unknown };
}

/** Presses Tab until what has the focus has this role and name; fails when it is not reached. */
export async function tabTo(page: Page, role: "button" | "link" | "radio" | "textbox", name: string): Promise<void> {
  const target = page.getByRole(role, { name, exact: true }).first();
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reached the ${role} "${name}".`);
}
