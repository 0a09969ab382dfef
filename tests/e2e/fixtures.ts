import { test as base, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { startStack, type Stack } from "./stack.ts";

export const owner = { name: "Ana Lima", email: "ana@example.com", password: "three calm otters" } as const;

type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** `stack` runs once for all journeys; `page` is signed in as its owner. */
export const test = base.extend<object, { readonly stack: Stack; readonly signedIn: SignedIn }>({
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
});

export { expect } from "@playwright/test";

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

interface Order {
  readonly id: string;
  /** Over 1000 it waits for an approval. */
  readonly total: number;
  /** `OUT-OF-STOCK` is refused by the warehouse. */
  readonly sku?: string;
}

/** Starts `orderApproval` from its page and ends on the page of the run. */
export async function startOrder(page: Page, { id, total, sku = "tea" }: Order): Promise<void> {
  await page.goto("/flows/orderApproval");
  await page.getByRole("button", { name: "Start run" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Input").fill(JSON.stringify({ id, customer: "Bluebird Ltd", lines: [{ sku, price: total, qty: 1 }] }));
  await drawer.getByRole("button", { name: "Start run" }).click();
  await page.waitForURL(/\/runs\/[\da-f-]{36}$/);
}
