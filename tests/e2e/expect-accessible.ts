import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

interface Looked {
  /** Tells in a failure which of several looks it was. */
  readonly place?: string;
  /** A selector, when only a part of the page is looked at. */
  readonly within?: string;
}

/** Fails with the elements that axe finds something serious or critical about. */
export async function expectNothingSerious(page: Page, { place = page.url(), within }: Looked = {}): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(found, place).toEqual([]);
}
