import type { Page } from "@playwright/test";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { TcpProxy } from "../chaos/rig/tcp-proxy.ts";
import { expect, test } from "./fixtures.ts";
import { SPEED_IS_ASKED_FOR } from "./speed/asked-for.ts";
import { openStackEngine, type StackEngine } from "./speed/stack-engine.ts";
import { watchTrace } from "./speed/trace-viewer.ts";

/** Each item waits for a second and leaves three events: about 200 events per second, whatever the machine. */
const AT_ONCE = 66;
const ITEMS = 1_320;
const VIEWERS = 50;
const MOST_P95_MS = 500;
const CUT_MS = 8_000;

const busy = (items: number): string => `
omnilink: 1
id: busy
name: Many at once
nodes:
  - { id: start, kind: trigger.manual }
  - { id: ready, kind: wait, config: { signal: go } }
  - { id: each, kind: forEach, config: { items: "[1..${items}]", concurrency: ${AT_ONCE} } }
  - { id: rest, kind: wait, parent: each, config: { duration: PT1S } }
edges:
  - { from: start, to: ready }
  - { from: ready, to: each }
`;

/** The run begins to work when it is told to, so that everybody looks on by then. */
const letGo = ({ engine }: StackEngine, runId: string) =>
  engine.runs.signal({ orgId: engine.orgId, runId, name: "go", payload: null });

async function startBusy({ engine }: StackEngine, items: number): Promise<string> {
  const { orgId } = engine;
  const deployed = await engine.flows.deploy({ orgId, source: busy(items), deployedBy: "e2e" });
  if (!deployed.ok) throw new Error(deployed.problems[0]?.message);
  const started = await engine.runs.start({ orgId, flowId: "busy", input: {} });
  if (!started.ok) throw new Error(started.problems[0]?.message);
  return started.runId;
}

type Sight = readonly [atMs: number, events: number];
declare global {
  interface Window {
    sights: [number, number][];
  }
}

/** Notes when the page shows how many events. */
const noteSights = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.sights = [];
    const slider = document.querySelector<HTMLInputElement>('input[type="range"]')!;
    const look = (): void => void window.sights.push([Date.now(), Number(slider.max)]);
    new MutationObserver(look).observe(slider, { attributes: true, attributeFilter: ["max"] });
    look();
  });

/** From the moment an event was recorded until the page showed it, for all that came while it was looked at. */
function latencies(events: readonly RunEvent[], sights: readonly Sight[]): readonly number[] {
  let shown = sights[0]?.[1] ?? 0;
  return sights.slice(1).flatMap(([atMs, count]) => {
    const fresh = events.slice(shown, count);
    shown = Math.max(shown, count);
    return fresh.map(({ at }) => atMs - Date.parse(at));
  });
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

// Recording what the page shows would take most of the time.
test.use({ trace: "off", screenshot: "off" });

test.describe("the live trace", () => {
  test("shows 200 events per second to 50 viewers within half a second, without gap or repeat", async ({
    page,
    stack,
    signedIn,
  }) => {
    test.skip(process.env["OMNILINK_SPEED"] === undefined, SPEED_IS_ASKED_FOR);
    test.setTimeout(120_000);
    const opened = await openStackEngine(stack);
    const runId = await startBusy(opened, ITEMS);
    const viewers = Array.from({ length: VIEWERS }, () => watchTrace(stack.url, signedIn.cookies, runId));
    await page.goto(`/runs/${runId}`);
    await expect(page.getByText("Waiting", { exact: true }).first()).toBeVisible();
    await noteSights(page);
    await letGo(opened, runId);
    await page.waitForTimeout(5_000);
    for (const viewer of viewers.filter((_, index) => index % 2 === 0)) viewer.cut();
    await Promise.all(viewers.map(({ ended }) => ended));
    await expect(page.getByText("Completed", { exact: true })).toBeVisible();
    const sights = await page.evaluate(() => window.sights);
    const events = await opened.engine.runs.events(opened.engine.orgId, runId, 0);
    await opened.close();

    for (const { seqs } of viewers) expect(seqs).toEqual(upTo(events.length));
    const delays = latencies(events, sights);
    const seconds = (Date.parse(events.at(-1)!.at) - Date.parse(events[0]!.at)) / 1_000;
    const figures = {
      eventsPerSecond: Math.round(events.length / seconds),
      p50Ms: quantile(delays, 0.5),
      p95Ms: quantile(delays, 0.95),
    };
    process.stdout.write(`live trace: ${JSON.stringify(figures)}\n`);
    expect(figures.p95Ms).toBeLessThan(MOST_P95_MS);
  });

  test("goes on after the line was cut, with every event once", async ({ browser, stack, signedIn }) => {
    test.setTimeout(120_000);
    const opened = await openStackEngine(stack);
    const proxy = await TcpProxy.before(stack.url);
    const page = await browser.newPage({ storageState: signedIn, baseURL: proxy.through(stack.url) });
    const runId = await startBusy(opened, ITEMS / 2);
    await page.goto(`/runs/${runId}`);
    await expect(page.getByText("Waiting", { exact: true }).first()).toBeVisible();
    await letGo(opened, runId);
    await expect(page.getByText(/^Event \d{2,} of/)).toBeVisible();
    proxy.mode = { type: "blackhole" };
    proxy.resetAll();
    await expect(page.getByText("Reconnecting")).toBeVisible();
    await page.waitForTimeout(CUT_MS);
    proxy.mode = { type: "pass" };
    proxy.resetAll();
    await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 40_000 });
    const events = await opened.engine.runs.events(opened.engine.orgId, runId, 0);
    await expect(page.getByText(`Event ${events.length} of ${events.length}`)).toBeVisible();
    await page.close();
    await proxy.close();
    await opened.close();
  });
});
