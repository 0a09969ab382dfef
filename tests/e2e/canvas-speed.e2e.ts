import { chromium, type Page } from "@playwright/test";
import { stringify } from "yaml";
import { browserLaunchOptions } from "./browser.ts";
import { expect, test, type SignedIn } from "./fixtures.ts";
import { frameRates, heapMegabytes, type FrameRates } from "./speed/frames.ts";
import { SPEED_IS_ASKED_FOR } from "./speed/asked-for.ts";
import { largeFlow } from "./speed/large-flow.ts";
import { servePlainCanvas } from "./speed/plain-canvas.ts";
import { openStackEngine } from "./speed/stack-engine.ts";

const SIZE = { width: 1_440, height: 900 };
const OPENS = 3;
const MOST_OPEN_MS = 2_000;
const MOST_HEAP_MB = 300;
/** Than React Flow alone with the same nodes in the same browser. */
const TIMES_FASTER = 3;

/** A person's first opening: a browser that knows nothing yet, and that draws as often as a screen does. */
async function openAnew(url: string, storageState: SignedIn): Promise<number> {
  const browser = await chromium.launch(await browserLaunchOptions());
  try {
    return await openMs(await browser.newPage({ storageState, viewport: SIZE }), url);
  } finally {
    await browser.close();
  }
}

/** From the start of the navigation until boxes are on the canvas and drawn. */
async function openMs(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(".react-flow__node").first().waitFor({ state: "attached" });
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return Math.round(performance.now());
  });
}

async function measurePlain(page: Page): Promise<FrameRates> {
  const plain = await servePlainCanvas();
  try {
    await openMs(page, plain.url);
    return await frameRates(page);
  } finally {
    await plain.close();
  }
}

// Recording what the page shows would take most of the time.
test.use({ trace: "off", screenshot: "off" });

test("a flow of 1,000 nodes opens at once, moves three times as smoothly as React Flow alone, and stays small", async ({
  stack,
  signedIn,
}) => {
  test.skip(process.env["OMNILINK_SPEED"] === undefined, SPEED_IS_ASKED_FOR);
  test.setTimeout(180_000);
  const { engine, close } = await openStackEngine(stack);
  const { document, layout } = largeFlow("thousand");
  const deployed = await engine.flows.deploy({ orgId: engine.orgId, source: stringify(document), layout, deployedBy: "e2e" });
  expect(deployed.ok).toBe(true);

  const opened: number[] = [];
  for (let time = 0; time < OPENS; time += 1) opened.push(await openAnew(`${stack.url}/flows/thousand`, signedIn));

  // Frames come as soon as they are drawn, so that more than sixty in a second can be told apart.
  const { args = [], ...launch } = await browserLaunchOptions();
  const browser = await chromium.launch({ ...launch, args: [...args, "--disable-frame-rate-limit", "--disable-gpu-vsync"] });
  const page = await browser.newPage({ storageState: signedIn, viewport: SIZE });
  await openMs(page, `${stack.url}/flows/thousand`);
  await page.getByRole("button", { name: "Fit the whole flow" }).click();
  await page.waitForTimeout(400);
  const ours = await frameRates(page);
  const heap = await heapMegabytes(page);

  const plain = await measurePlain(await browser.newPage({ viewport: SIZE }));
  await browser.close();
  await close();

  const figures = { openMs: opened, heapMegabytes: heap, ours, plain };
  process.stdout.write(`canvas: ${JSON.stringify(figures)}\n`);
  const inTheMiddle = opened.toSorted((one, other) => one - other)[Math.floor(OPENS / 2)];
  expect(inTheMiddle).toBeLessThan(MOST_OPEN_MS);
  expect(heap).toBeLessThan(MOST_HEAP_MB);
  const total = ({ panningAll, panningPart, zooming }: FrameRates): number =>
    1 / (1 / panningAll + 1 / panningPart + 1 / zooming);
  expect(total(ours) / total(plain)).toBeGreaterThanOrEqual(TIMES_FASTER);
});
