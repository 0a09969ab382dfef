import type { Page } from "@playwright/test";

export interface FrameRates {
  /** Frames per second while the canvas is dragged with a part of the flow in sight, with all of it, and while it is zoomed. */
  readonly panningPart: number;
  readonly panningAll: number;
  readonly zooming: number;
}

type Gesture = "pan" | "zoom";

const SECONDS = 3;

/** The same gestures on whatever page shows a React Flow canvas. Begins with all of the flow in sight. */
export async function frameRates(page: Page): Promise<FrameRates> {
  const panningAll = await framesWhile(page, "pan");
  const zooming = await framesWhile(page, "zoom");
  await zoomIn(page);
  return { panningAll, zooming, panningPart: await framesWhile(page, "pan") };
}

/** From all of the flow to a few dozen boxes. */
async function zoomIn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pane = document.querySelector(".react-flow__pane")!;
    const { left, top, width, height } = pane.getBoundingClientRect();
    const middle = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true, view: window };
    for (let turn = 0; turn < 14; turn += 1) {
      pane.dispatchEvent(new WheelEvent("wheel", { ...middle, deltaY: -120, ctrlKey: true }));
      await new Promise(requestAnimationFrame);
    }
  });
}

/**
 * Moves a little in each frame and counts the frames: each comes when the one before has been drawn. The canvas is dragged
 * with the middle button, which drags it everywhere; the left one draws a selection in the designer. Whoever measures a canvas
 * that stands still measures nothing, so that is an error.
 */
function framesWhile(page: Page, gesture: Gesture): Promise<number> {
  return page.evaluate(
    async ({ gesture, seconds }) => {
      const pane = document.querySelector(".react-flow__pane")!;
      const { left, top, width, height } = pane.getBoundingClientRect();
      const middle = { x: left + width / 2, y: top + height / 2 };
      const at = (x: number, y: number) => ({
        clientX: x,
        clientY: y,
        button: 1,
        buttons: 4,
        bubbles: true,
        cancelable: true,
        view: window,
      });
      const frame = () => new Promise<number>(requestAnimationFrame);
      const place = () => document.querySelector<HTMLElement>(".react-flow__viewport")!.style.transform;
      let last = place();
      let moves = 0;
      if (gesture === "pan") pane.dispatchEvent(new MouseEvent("mousedown", at(middle.x, middle.y)));
      const began = await frame();
      let frames = 0;
      let now = began;
      while (now - began < seconds * 1_000) {
        const turn = frames / 12;
        if (gesture === "pan")
          window.dispatchEvent(new MouseEvent("mousemove", at(middle.x + Math.sin(turn) * 260, middle.y + Math.cos(turn) * 160)));
        else
          pane.dispatchEvent(
            new WheelEvent("wheel", { ...at(middle.x, middle.y), deltaY: Math.sin(turn / 2) > 0 ? -1.5 : 1.5, ctrlKey: true }),
          );
        now = await frame();
        if (place() !== last) moves += 1;
        last = place();
        frames += 1;
      }
      if (gesture === "pan") window.dispatchEvent(new MouseEvent("mouseup", at(middle.x, middle.y)));
      if (moves < frames * 0.9) throw new Error(`The canvas stood still: it moved in ${moves} of ${frames} frames.`);
      return Math.round((frames * 10_000) / (now - began)) / 10;
    },
    { gesture, seconds: SECONDS },
  );
}

/** Of scripts, after the garbage has been collected. */
export async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  return Math.round((metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN) / 2 ** 20);
}
