import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

interface Looked {
  /** Tells in a failure which of several looks it was. */
  readonly place?: string;
  /** A selector, when only a part of the page is looked at. */
  readonly within?: string;
}

/** A page between two others has no title yet, and colors that are fading over are on their way to those that count. */
async function standsStill(page: Page): Promise<void> {
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.waitForFunction(() => {
    const isMoving = (animation: Animation) =>
      animation.playState === "running" && Number.isFinite(animation.effect?.getComputedTiming().endTime);
    return document.title !== "" && !document.getAnimations().some(isMoving);
  });
}

/** Fails with the elements that axe finds something serious or critical about. */
export async function expectNothingSerious(page: Page, { place = page.url(), within }: Looked = {}): Promise<void> {
  await standsStill(page);
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(found, place).toEqual([]);
}
