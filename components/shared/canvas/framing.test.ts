import { describe, expect, it } from "vitest";
import { boundsOf, frameOf, isVisible } from "./framing.ts";

const row = (count: number) => Array.from({ length: count }, (_, index) => ({ x: index * 264, y: 0, width: 232, height: 58 }));
const size = { width: 900, height: 600 };

describe("frameOf", () => {
  it("shows the whole flow while it stays readable", () => {
    const bounds = boundsOf(row(5));
    const frame = frameOf(bounds, row(5)[0], size);
    expect(frame.zoom).toBeGreaterThanOrEqual(0.5);
    expect(isVisible(bounds, frame, size)).toBe(true);
  });

  it("shows a larger flow around its anchor, and not beyond its ends", () => {
    const boxes = row(20);
    const bounds = boundsOf(boxes);
    for (const anchor of [boxes[0]!, boxes[10]!, boxes[19]!]) {
      const frame = frameOf(bounds, anchor, size);
      expect(frame.zoom).toBe(0.6);
      expect(isVisible(anchor, frame, size)).toBe(true);
      expect(frame.x).toBeLessThanOrEqual(40 * 0.6);
      expect(frame.x + (bounds.width + 40) * 0.6).toBeGreaterThanOrEqual(size.width - 0.01);
    }
  });
});
